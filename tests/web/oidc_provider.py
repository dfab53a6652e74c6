"""A small identity provider on loopback: discovery, keys and tokens as a test makes them."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from joserfc import jwt
from joserfc.jwk import RSAKey


class LocalProvider:
    """Answers the code flow; `claims` and `key` are what a test makes them."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, Any] = {}
        self.signs_with = self.key
        self.asked: list[dict[str, list[str]]] = []
        self.issuer = ""
        self.other_keys: list[Any] = []  # in the key set, before the one that signs
        self.names_key = True
        self.takes: list[str] | None = None  # ways to say who the client is
        self.clients: list[tuple[str, str]] = []  # id and secret, as a strict provider reads them
        self.refuses: tuple[int, str] | None = None  # status and error of the token endpoint

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **({"token_endpoint_auth_methods_supported": self.takes} if self.takes else {}),
        }

    def note_client(self, authorization: str | None, body: dict[str, list[str]]) -> None:
        """RFC 6749, 2.3.1: form-encoded, joined by a colon, then Basic; or in the body."""
        if authorization is None:
            self.clients.append((body["client_id"][0], body["client_secret"][0]))
        else:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
            self.clients.append((unquote_plus(pair[0]), unquote_plus(pair[1])))
            assert len(pair) == 2

    def token(self) -> str:
        header = {"alg": "RS256", **({"kid": "k1"} if self.names_key else {})}
        return jwt.encode(header, self.claims, self.signs_with)


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    """The provider, listening."""
    provider = LocalProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [*provider.other_keys, provider.key.as_dict(private=False)]}
            self._say(keys if self.path == "/keys" else provider.document())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            provider.asked.append(parse_qs(body))
            provider.note_client(self.headers["authorization"], provider.asked[-1])
            if provider.refuses is not None:
                status, error = provider.refuses
                return self._say({"error": error}, status)
            return self._say(
                {"access_token": "a", "token_type": "Bearer", "id_token": provider.token()}
            )

        def _say(self, content: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
