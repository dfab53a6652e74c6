"""A small identity provider on loopback: discovery, keys and tokens as a test makes them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

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
        self.refuses: tuple[int, str] | None = None  # status and error of the token endpoint

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def token(self) -> str:
        header = {"alg": "RS256", "kid": "k1"}
        return jwt.encode(header, self.claims, self.signs_with)


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    """The provider, listening."""
    provider = LocalProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [provider.key.as_dict(private=False)]}
            self._say(keys if self.path == "/keys" else provider.document())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            provider.asked.append(parse_qs(body))
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
