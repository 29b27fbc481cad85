"""Dated releases: manifest, tags, one build each from its own tree, the versions of the site.

What a release is: ``manifest`` (its row), ``repository`` (git), ``tags`` (one a release), ``record``
(what is known of a published one), ``checksums``.

How one is built: ``own_code`` (the environment in which a tree runs its own code, and a proof that it
does), ``toolchain`` (what it was built with), ``processes``, ``building``, ``formats`` (which files each
format makes), ``fixed_output`` (the same file from the same commit).

How the site comes about: ``publishing`` (all in order), ``staging`` (where it is prepared),
``switch`` (the one step that puts it in place), ``merging``, ``progress``; ``site_data``,
``site_pages`` and ``site_feeds`` (what belongs to no release alone).

``snapshots``: the catalogue of a release as data.
"""
