"""Which requests get in, and how far.

The socket is reached by the gateway alone, but the gateway serves everybody on this machine, and most
of MiniStack's own handlers ask for no credentials. So each request gets one way, by what it can show,
and each handler is open to the ways that it serves. What shows nothing gets a 403 and reaches nothing.
"""

import contextvars
import json
import os
from urllib.parse import parse_qs, quote

from ministack import app
from ministack.core import sigv4
from ministack.core.router import extract_access_key_id

from . import registry
from .identities import ROOT

API = "a deployed API, which authorizes by itself"
AWS = "the API of AWS, for whoever has signed"
S3 = "S3, for a container that has signed with the credentials of a role"
CALLBACK = "a custom resource, which names the secret that it was called with"
REGISTRY = "the image registry, with the password that ECR has given out"

# Every handler of MiniStack that is not here is behind one that is. None of them is open to nobody:
# the control plane, load balancers and distributions are reached from inside.
_OPEN_TO = {
    "_handle_pre_body_request": (),
    "_handle_post_body_shortcuts": (CALLBACK,),
    "_handle_special_data_plane_request": (API, AWS, REGISTRY),
    "_handle_ecr_registry_request": (REGISTRY,),
    "_handle_cloudfront_dataplane_request": (),
    "_handle_execute_api_request": (API,),
    "_handle_alb_request": (),
    "_dispatch_service_request": (AWS, S3),
}

_way = contextvars.ContextVar("way", default=None)


def apply() -> None:
    for name, ways in _OPEN_TO.items():
        setattr(app, name, _open_to(ways, getattr(app, name)))
    app.detect_service = _only_s3_for_containers(app.detect_service)
    app._enforce_execute_api = _unsigned_to_the_api(app._enforce_execute_api)
    app.app = _admitted(app.app)


def _open_to(ways, handler):
    async def guarded(*args, **kwargs):
        if _way.get() in ways:
            return await handler(*args, **kwargs)
        return _refusal("no such address") if handler.__name__ == "_dispatch_service_request" else None

    return guarded


def _only_s3_for_containers(detect_service):
    return lambda *request: "s3" if _way.get() == S3 else detect_service(*request)


def _unsigned_to_the_api(enforce):
    def enforced(api_id, stage, method, path, headers, query, iam_action="execute-api:Invoke"):
        # The method says whether it wants a signature, and answers in its own words when it has none.
        if iam_action == "execute-api:Invoke" and not _shows_credentials(headers, query):
            return None
        return enforce(api_id, stage, method, path, headers, query, iam_action)

    return enforced


def _admitted(handle):
    async def admitted(scope, receive, send):
        if scope["type"] == "lifespan":
            return await handle(scope, receive, send)
        request = Request(scope)
        way = request.way()
        failure = "no credentials that open this address" if way is None else None
        if way is not None and request.key_id == ROOT:
            body, receive = await _read(scope, receive)
            failure = request.signature_failure(body)
        if failure is None:
            _way.set(way)
            return await handle(scope, receive, send)
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        challenge = way is None and request.is_for_registry()
        await app._send_response(send, *_refusal(failure, challenge))

    return admitted


def _refusal(message: str, challenge: bool = False):
    headers = {"Content-Type": "application/json", "x-amzn-errortype": "AccessDeniedException"}
    if challenge:
        headers["WWW-Authenticate"] = 'Basic realm="ECR"'
    body = {"__type": "AccessDeniedException", "message": message}
    return 401 if challenge else 403, headers, json.dumps(body).encode()


async def _read(scope, receive):
    """The body of a request, and what hands it to MiniStack once more."""
    if scope["type"] == "websocket":
        return b"", receive
    messages = []
    while not messages or messages[-1].get("more_body"):
        messages.append(await receive())
    body = b"".join(message.get("body", b"") for message in messages)

    async def again():
        return messages.pop(0) if messages else await receive()

    return body, again


def _shows_credentials(headers: dict, query: dict) -> bool:
    return "authorization" in headers or any(
        name.lower().startswith("x-amz-") or name in ("AWSAccessKeyId", "Signature") for name in query)


class Request:
    """A request as it came over the socket."""

    def __init__(self, scope):
        self.is_web_socket = scope["type"] == "websocket"
        self.method = scope.get("method", "GET")
        self.path = scope["path"]
        self.raw_path = (scope.get("raw_path") or quote(self.path).encode()).decode("latin-1")
        self.query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
        self.headers = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
            self.headers[key] = f"{self.headers[key]},{text}" if key in self.headers else text
        self.from_container = self.headers.get("x-plinth-listener") == "containers"
        self.key_id = extract_access_key_id(self.headers, self.query)

    def way(self):
        by_header = "authorization" in self.headers
        if by_header and _shows_credentials({}, self.query):
            return None  # Two signatures: it must never matter which of them a handler reads.
        if self.from_container:
            return S3 if self.is_of_role_for_s3() and not self.is_web_socket else None
        if app._parse_execute_api_url(self.headers.get("host", ""), self.path):
            return API
        if self.is_web_socket:
            return None
        if self.path.startswith(("/_ministack/", "/_localstack/")):
            return CALLBACK if self.method == "PUT" and _is_awaited(self.path) else None
        if self.is_for_registry():
            return REGISTRY if registry.knows(self.headers.get("authorization", "")) else None
        return AWS if self.key_id else None

    def is_of_role_for_s3(self) -> bool:
        signature = self.headers.get("authorization") or self.query.get("X-Amz-Credential", [""])[0]
        return self.key_id.startswith("ASIA") and "/s3/aws4_request" in signature

    def is_for_registry(self) -> bool:
        return app._is_ecr_registry_path(self.path)

    def signature_failure(self, body: bytes):
        """What is wrong with a signature that names root, or nothing."""
        by_header = "authorization" in self.headers
        if by_header:
            known = self.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
            parsed = sigv4.parse_header_signature(self.headers)
        else:
            known = self.query.get("X-Amz-Algorithm") == ["AWS4-HMAC-SHA256"]
            parsed = sigv4.parse_query_signature(self.query)
        if not known or isinstance(parsed, tuple) or parsed.access_key_id != ROOT:
            return "the signature is of no kind that root signs with"
        if self._is_late(parsed, by_header):
            return "the signature has expired"
        failure = sigv4.header_signature_failure(
            parsed, os.environ["AWS_SECRET_ACCESS_KEY"], self.method, self.raw_path, self.query, self.headers,
            body, presigned=not by_header)
        return failure and failure[1]

    def _is_late(self, signature, by_header: bool) -> bool:
        if by_header:
            return sigv4.request_time_failure(signature) is not None
        try:
            lifetime = self.query.get("X-Amz-Expires", ["300"])[0]
            return sigv4.presigned_request_is_expired(signature.amz_date, lifetime)
        except ValueError:
            return True


def _is_awaited(path: str) -> bool:
    from ministack.services.cloudformation import custom_resource, wait_conditions

    token = path.rsplit("/", 1)[-1]
    if path == f"/_ministack/cfn-response/{token}":
        return token in custom_resource._pending
    return path == f"{wait_conditions.SIGNAL_PATH}{token}" and wait_conditions.has_handle(token)
