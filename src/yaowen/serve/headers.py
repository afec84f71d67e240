"""Headers of every answer: nothing from elsewhere is loaded, no cookie is set, no address is passed on."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types yaowen"
)
SECURITY_HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "browsing-topics=(), interest-cohort=()"),
)
PAGE_HEADERS = SECURITY_HEADERS
EMBED_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Permissions-Policy", "browsing-topics=(), interest-cohort=()"),
)
"""For the widget that other sites may show in a frame: it runs no script and sends nothing."""
PICTURE_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Disposition", "inline"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)
"""Pictures are of our own making; should one ever be taken for a document, it may do nothing."""
_DESK_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
DESK_HEADERS = (("Content-Security-Policy", _DESK_POLICY), *SECURITY_HEADERS[1:])
"""For what Django answers outside the languages: its admin loads its own scripts and styles, and has none inline."""
