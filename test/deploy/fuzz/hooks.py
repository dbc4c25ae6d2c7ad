"""What Schemathesis needs here: requests that are signed, and a count of what was answered."""

import atexit
import collections
import json
import os
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.session
import requests.auth
import schemathesis

answers: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)


class SigV4(requests.auth.AuthBase):
    """Signs a request as it is about to be sent, so that nothing between changes its bytes."""

    signer = botocore.auth.SigV4Auth(
        botocore.session.get_session().get_credentials(), "execute-api", os.environ["AWS_REGION"]
    )

    def __call__(self, request):
        # A signature spells a space so, and a form otherwise.
        url = urllib.parse.urlsplit(request.url)
        url = url._replace(query=url.query.replace("+", "%20"))
        request.url = url.geturl()
        signed = botocore.awsrequest.AWSRequest(request.method, request.url, data=request.body)
        self.signer.add_auth(signed)
        request.headers.update(signed.headers.items())
        return request


schemathesis.auth.set_from_requests(SigV4())


@schemathesis.hook
def after_call(context, case, response):
    answers[case.operation.label][response.status_code] += 1
    # The document calls an object bytes; it would be parsed by the type that it was put with.
    if case.operation.label == "GET /objects/{key}" and response.status_code == 200:
        response.headers["content-type"] = ["application/octet-stream"]


@schemathesis.hook
def filter_case(context, case):
    """Drops what the document says in words because OpenAPI cannot, and what the emulator cannot."""
    key = urllib.parse.unquote(str((case.path_parameters or {}).get("key", "")))
    body = case.body.get("keys") if isinstance(case.body, dict) else None
    texts = [key, (case.query or {}).get("prefix"), *(body if isinstance(body, list) else [])]
    # S3 counts bytes, OpenAPI characters.
    if any(isinstance(text, str) and len(text) <= 1024 < len(text.encode()) for text in texts):
        return False
    # These exclude each other on a write.
    if case.method == "PUT" and {"If-Match", "If-None-Match"} <= set(case.headers or {}):
        return False
    # In the emulator's IAM, unlike in AWS's, `*` does not match a line feed: it refuses the call itself.
    return "\n" not in key


@atexit.register
def report():
    with open(os.environ["FUZZ_ANSWERS"], "w") as file:
        json.dump(answers, file)
