"""PDF of papers: one, or all of a place behind each other."""

from collections.abc import Sequence

from huying.core import papers

from .blocks import SAMPLE, Document, plain


def pdf(documents: Sequence[Document]) -> bytes:
    """Each paper with its own page numbers."""
    facts = {
        "title": documents[0].title if len(documents) == 1 else documents[0].of,
        "note": SAMPLE,
        "papers": [
            {"title": one.title, "of": one.of, "wide": one.wide, "blocks": [plain(block) for block in one.blocks]}
            for one in documents
        ],
    }
    return papers.pdf("funds/document", facts, {one.name: one.jpeg for made in documents for one in made.pictures})
