"""Dated releases: manifest, tags, one build each from its own tree, the versions of the site.

``manifest``    the rows of ``source/releases/releases.yaml``
``repository``  git: commits, tags, worktrees
``tags``        one tag a release, made when it is missing
``own_code``    the environment in which a tree runs its own code, and a proof that it does
``toolchain``   what a release was built with
``building``    one release, or the working tree, built into a folder
``publication`` the folder that is published: lock, moving in, what is known of each version
``site``        what belongs to the whole site: versions.json, the root page, the list of versions
``build``       all of these in order
``snapshots``   the catalogue of a release as data
"""
