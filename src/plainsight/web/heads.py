"""HEAD is answered as GET without its body: probes and proxies ask so (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

IS_HEAD = "plainsight.is_head"  # in the scope, for the GET that hands something over


class HeadsAsGets:
    """Routes name GET only; what guards a GET, and what it logs, holds for its HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on as it is."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_bare(message: Message) -> None:
            bare = message["type"] == "http.response.body"
            await send({**message, "body": b""} if bare else message)

        await self.app({**scope, "method": "GET", IS_HEAD: True}, receive, send_bare)
