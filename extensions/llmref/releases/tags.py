"""One tag a release: made from the manifest when missing, an error when it points elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from llmref.errors import Problem
from llmref.releases.failure import stop_on
from llmref.releases.manifest import Release
from llmref.releases.repository import Repository


def ensure_tags(repository: Repository, releases: Sequence[Release]) -> list[str]:
    """See that each release has its commit and its tag here.

    Returns:
        Names of the tags that were made.

    Raises:
        ReleaseError: A commit is not here and cannot be fetched, or a tag points elsewhere. All
            such mistakes at once, each at its row of the manifest; then no tag is made.
    """
    tags = repository.tags()
    if all(tags.get(release.name) == release.commit for release in releases) and repository.knows(
        [release.commit for release in releases]
    ):
        return []
    problems: list[Problem] = []
    missing: list[Release] = []
    for release in releases:
        tagged = tags.get(release.name)
        if tagged is not None and tagged != release.commit:
            problems.append(_elsewhere(release, tagged))
            continue
        if not repository.has_commit(release.commit):
            repository.fetch(release.commit, release.name)
        if not repository.has_commit(release.commit):
            problems.append(_no_commit(repository, release))
        elif tagged is None:
            missing.append(release)
    stop_on(problems)
    for release in missing:
        repository.make_tag(release.name, release.commit)
    return [release.name for release in missing]


def _elsewhere(release: Release, tagged: str) -> Problem:
    return release.problem(
        f"the tag {release.name} points to {tagged}, the manifest says {release.commit}",
        "a published release never changes: mend the manifest, or, if the tag is the one that "
        f"is wrong, `git tag -d {release.name}` (it is made again from the manifest)",
    )


def _no_commit(repository: Repository, release: Release) -> Problem:
    if repository.is_shallow:
        return release.problem(
            f"the commit {release.commit} is not in this shallow clone",
            "get the history with `git fetch --unshallow --tags`",
        )
    return release.problem(
        f"the commit {release.commit} is not in this repository",
        "mend the manifest, or get the commit with `git fetch --tags`",
    )
