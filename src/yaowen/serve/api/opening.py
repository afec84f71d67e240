"""The API's addresses without what answers them: ninja and pydantic are imported when the first program asks.

They take 10 MB and 0.2 s, which a site that nobody asks for JSON need not spend.
"""

from __future__ import annotations

import functools

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.urls.resolvers import RegexPattern

from yaowen.serve.api.keys import FindKey


def open_api(find_key: FindKey) -> list[URLPattern]:
    """Everything below `/api/`.

    Args:
        find_key: finds API keys; the desk's table is behind it.
    """

    @functools.cache
    def resolver() -> URLResolver:
        from yaowen.serve.api.door import make_api  # noqa: PLC0415 (see above)

        return URLResolver(RegexPattern(r"^/"), make_api(find_key))

    def answer(request: HttpRequest) -> HttpResponseBase:
        found = resolver().resolve(request.path_info)
        answered: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return answered

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return [re_path(r"^api(?:/[\s\S]*)?\Z", answer)]
