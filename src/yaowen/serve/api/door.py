"""Joins the API to Django: its addresses, the headers of its answers, and problems in place of error pages."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import orjson
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer

from yaowen import __version__
from yaowen.serve.api.gate import Caller, Gate
from yaowen.serve.api.keys import FindKey
from yaowen.serve.api.operations import DESCRIPTION, make_operations
from yaowen.serve.api.problems import CONTENT_TYPE, ROOT, Problem, Told, problem_answer
from yaowen.serve.conditional import tagged
from yaowen.serve.limits import Buckets

log = logging.getLogger(__name__)
_POLICY = "default-src 'none'; frame-ancestors 'none'"
_EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy"
_KEY_SCHEME = {"type": "http", "scheme": "bearer", "description": "An API key made at the operator's desk; optional."}
_FRESH_SECONDS = 10
_OF_NINJA = frozenset({"api-root", "openapi-json"})


class _Json(BaseRenderer):
    """orjson, as everywhere in the house."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:  # noqa: ARG002 (ninja's)
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


def make_api(find_key: FindKey, buckets: Buckets | None = None) -> list[URLPattern]:
    """The API's addresses.

    Args:
        find_key: finds API keys; the desk's table is behind it.
        buckets: counts requests.
    """
    api = NinjaAPI(
        title="Yaowen 要闻", version=__version__, description=DESCRIPTION, docs_url=None, openapi_url=None,
        renderer=_Json(), urls_namespace="api", auth=None,
    )  # fmt: skip
    make_operations(api)
    api.add_exception_handler(ValidationError, _tell_parameters)
    gate = Gate(find_key, buckets)
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name not in _OF_NINJA]
    made = [path(f"{ROOT[1:]}{one.pattern}", _guarded(one.callback, gate), name=one.name) for one in patterns]
    description = path(f"{ROOT[1:]}openapi.json", _guarded(_describing(api), gate))
    return [*made, description, re_path(r"^api(?:/[\s\S]*)?\Z", _guarded(_not_here, gate))]


def _describing(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """A view that answers with the API's description, made once."""

    @functools.cache
    def described() -> bytes:
        told = api.get_openapi_schema(path_prefix=ROOT)
        for operation in (one for each in told["paths"].values() for one in each.values()):
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        told["components"]["securitySchemes"] = {"key": _KEY_SCHEME}
        told["security"] = [{}, {"key": []}]
        return orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS)

    return lambda _request: HttpResponse(described(), content_type="application/json")


def _guarded(view: Callable[..., HttpResponseBase], gate: Gate) -> Callable[..., HttpResponseBase]:
    """A view behind the gate, whose errors are problems and whose answers carry the API's headers."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponseBase:
        try:
            if request.method not in {"GET", "HEAD"}:
                raise Problem("method", "Ask with GET; the API changes nothing.", {"Allow": "GET, HEAD"})
            caller = gate(request)
            asked, request.method = request.method, "GET"
            answer = view(request, **values)
            request.method = asked
        except Problem as problem:
            answer = problem_answer(request, problem.told)
        except DatabaseError as problem:
            log.warning("%s: the database is away (%s)", request.path, problem)
            told = Told("away", "Try again in half a minute.", {"Retry-After": "30"})
            answer = problem_answer(request, told)
        else:
            answer = _completed(request, answer, caller)
        answer["Content-Security-Policy"] = _POLICY
        answer["Content-Language"] = "mul"  # every text says its own
        return answer

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def _completed(request: HttpRequest, answer: HttpResponseBase, caller: Caller) -> HttpResponseBase:
    """An answer with its ETag, or 304; readable by scripts of every site, as it holds nothing private."""
    assert isinstance(answer, HttpResponse)
    if answer.status_code == 200:
        answer = tagged(request, answer)
    if answer.status_code < 400:
        answer["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    for name, value in caller.headers.items():
        answer[name] = value
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = _EXPOSED
    return answer


def _tell_parameters(request: HttpRequest, problem: Any) -> HttpResponse:
    """What of the parameters cannot be read."""
    errors = [{"parameter": str(one["loc"][-1]), "message": str(one["msg"])} for one in problem.errors]
    names = ", ".join(dict.fromkeys(one["parameter"] for one in errors))
    detail = f"Correct {names}; {ROOT}openapi.json says what each parameter may be."
    return problem_answer(request, Told("bad-parameter", detail, more={"errors": errors}))


def _not_here(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 (Django's)
    raise Problem("not-found", f"{ROOT} lists what there is; {ROOT}openapi.json describes it.")
