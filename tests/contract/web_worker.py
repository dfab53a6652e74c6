"""Serves the API over the records at argv[1], on the socket of file descriptor argv[2]."""

import secrets
import socket
import sys

import uvicorn

from plainsight import wiring
from plainsight.stores.records import open_records
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings

listening = socket.socket(fileno=int(sys.argv[2]))
host, port = listening.getsockname()
app = create_app(
    WebServices(
        records=open_records(sys.argv[1], salts=secrets.token_bytes),
        clock=wiring.read_clock,
        salts=secrets.token_bytes,
        settings=WebSettings(origin=f"http://{host}:{port}"),
    )
)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])
