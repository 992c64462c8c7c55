"""Static files as they are served: named by their content, compressed once, without what nobody asks for."""

import os
from collections.abc import Iterator
from typing import Any

import brotli
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE = 200_000


class CollectedStaticFiles(StaticFilesConfig):
    """`django.contrib.staticfiles` less what no page of ours loads: source maps, ReDoc, DRF's pages, other htmx."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "redoc",
        "rest_framework",
        "django_htmx/ext/*",
        "django_htmx/htm?x-4*",
    ]


class CompressOnce(Compressor):
    """A name made of the content never gets another content: Brotli's slow work is done at its first sight."""

    def compress(self, path: str) -> Iterator[str]:
        """Write what is missing beside `path`."""
        if not os.path.exists(f"{path}.gz"):
            yield from super().compress(path)

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """At its best for our pages' files; the documentation's bundle of 1.6 MB alone would take seconds."""
        return brotli.compress(data, quality=11 if len(data) < LARGE else 5)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, also in the imports of our modules; maps are not shipped, so nothing may refer to one."""

    support_js_module_import_aggregation = True
    patterns = tuple(
        (files, tuple(each for each in patterns if "sourceMappingURL" not in str(each)))
        for files, patterns in HashedFilesMixin.patterns
    )

    def create_compressor(self, **options: Any) -> Compressor:
        return CompressOnce(**options)
