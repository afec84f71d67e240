"""Signatures as Amazon's own examples have them and as another signer makes them; what a store's answers mean."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from requests import Request
from requests_aws4auth import AWS4Auth

from yaowen.collect.rules.fetching import FetchRequest
from yaowen.collect.rules.hops import may_follow, plain_address
from yaowen.collect.rules.signature import Call, Keys, object_url, sign_call
from yaowen.collect.rules.store_answers import Refusal, parse_keys, parse_refusal, say_refusal

MAY = datetime(2013, 5, 24, tzinfo=UTC)
AMAZONS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
BY_NAME = "https://{bucket}.s3.amazonaws.com"


def example_url(key: str, **query: str) -> str:
    return object_url(BY_NAME, "examplebucket", key, query)


@pytest.mark.parametrize(
    ("call", "signature"),
    [
        (
            Call("GET", example_url("test.txt"), {"Range": "bytes=0-9"}),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            Call(
                "PUT",
                example_url("test$file.text"),
                {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
                b"Welcome to Amazon S3.",
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            Call("GET", example_url("", lifecycle="")),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            Call("GET", example_url("", prefix="J", **{"max-keys": "2"})),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
    ids=["get", "put", "lifecycle", "list"],
)
def test_the_examples_of_the_manual_come_out(call: Call, signature: str) -> None:
    assert sign_call(call, AMAZONS, "us-east-1", MAY)["Authorization"].endswith(f"Signature={signature}")


KEY = st.lists(
    st.text(alphabet="ab灯下 +~.$&=%'()", min_size=1, max_size=8).filter(lambda one: one.strip(".")), max_size=4
)
WORD = st.text(alphabet="abc-/+= 灯&", max_size=12)


@settings(deadline=None)
@given(KEY, st.dictionaries(WORD.filter(bool), WORD.filter(bool), max_size=3), st.binary(max_size=40), st.booleans())
@example(["zh-hans", "index.html"], {"a": "1", "a-": "2"}, b"", True)
def test_another_signer_signs_alike(parts: list[str], query: dict[str, str], body: bytes, by_name: bool) -> None:
    endpoint = BY_NAME if by_name else "http://127.0.0.1:9000"
    url = object_url(endpoint, "pages", "/".join(parts), query)
    keys = Keys("AKINVENTED", "a/secret+of=ours", "lent")
    sent = sign_call(Call("PUT", url, {"Content-Type": "text/html;  charset=utf-8"}, body), keys, "auto", MAY)
    request = Request("PUT", url, {name: value for name, value in sent.items() if name != "Authorization"}).prepare()
    request.body, request.url = body, url
    signer = AWS4Auth("AKINVENTED", "a/secret+of=ours", "auto", "s3", session_token="lent")
    assert signer(request).headers["Authorization"].rpartition("=")[2] == sent["Authorization"].rpartition("=")[2]


@settings(deadline=None)
@given(KEY)
def test_what_is_signed_is_what_is_asked(parts: list[str]) -> None:
    url = object_url("http://127.0.0.1:9000", "pages", "/".join(parts))
    assert plain_address(url) == url
    assert unquote(urlsplit(url).path) == "/pages" + "".join(f"/{part}" for part in parts)


def test_keys_are_not_shown() -> None:
    assert "secret" not in repr(Keys("AKINVENTED", "a secret", "a secret token"))
    request = FetchRequest("http://store.test/", headers=(("Authorization", "a secret"),), body=b"a secret")
    assert "secret" not in repr(request)


@pytest.mark.parametrize("request_", [FetchRequest("http://a.test/", method="PUT"), FetchRequest("http://a.test/", headers=(("X", "y"),))])  # fmt: skip  # noqa: E501
def test_what_is_signed_follows_no_redirect(request_: FetchRequest) -> None:
    assert not may_follow(request_, 307, "http://a.test/", "http://a.test/b")


def test_a_refusal_tells_the_region_of_the_bucket() -> None:
    malformed = b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>"
    assert parse_refusal(400, {}, malformed) == Refusal(400, "AuthorizationHeaderMalformed", "eu-west-3")
    moved = parse_refusal(301, {"x-amz-bucket-region": "eu-west-3"}, b"")
    assert "set YAOWEN_S3_REGION=eu-west-3" in say_refusal(moved, {}, "us-east-1", MAY)


def test_a_clock_that_is_fast_is_told_by_how_much() -> None:
    skewed = Refusal(403, "RequestTimeTooSkewed")
    at_store = {"date": format_datetime(MAY.replace(hour=1), usegmt=True)}
    assert "clock is 60 minutes slow" in say_refusal(skewed, at_store, "auto", MAY)
    assert "clock is 60 minutes fast" in say_refusal(skewed, at_store, "auto", MAY.replace(hour=2))
    assert "clock differs" in say_refusal(skewed, {"date": "soon"}, "auto", MAY)


def test_a_page_of_a_list_says_where_it_goes_on() -> None:
    listed = b"<L><NextContinuationToken>n&amp;1</NextContinuationToken><Contents><Key>a&amp;b</Key></Contents></L>"
    assert parse_keys(listed) == (["a&b"], "n&1")


@settings(deadline=None)
@given(st.integers(100, 599), st.text(max_size=20), st.binary(max_size=300), st.text(max_size=30))
def test_no_answer_is_too_strange_to_be_told(status: int, region: str, body: bytes, date: str) -> None:
    refusal = parse_refusal(status, {"x-amz-bucket-region": region}, b"<Code>" + body + b"</Code>")
    told = say_refusal(refusal, {"date": date}, "auto", MAY)
    assert told.startswith(f"answers {status}")
    assert "\n" not in told
    parse_keys(body)
