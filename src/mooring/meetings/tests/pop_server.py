"""A POP3 server of a few mails (RFC 1939), as far as reading needs one."""

from __future__ import annotations

import socketserver
from dataclasses import dataclass, field


@dataclass
class Box:
    """The mails that lie there by their names, and what the server can do."""

    mails: dict[str, bytes] = field(default_factory=dict)
    password: str = "secret"
    has_uidl: bool = True
    read: list[str] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    """One connection: what is deleted in it is gone at its end."""

    def say(self, line: str, *more: bytes) -> None:
        lines = [line.encode(), *more, *([b"."] if more or line.endswith("follows") else [])]
        self.wfile.write(b"".join(one + b"\r\n" for one in lines))

    def handle(self) -> None:
        box: Box = vars(self.server)["box"]
        names, gone, user = list(box.mails), set(), ""
        self.say("+OK here")
        while line := self.rfile.readline().decode().strip():
            verb, *words = line.split()
            mail = names[int(words[0]) - 1] if words and words[0].isdigit() else ""
            if verb == "PASS" and words != [box.password]:
                self.say("-ERR no")
            elif verb == "USER":
                user = words[0]
                self.say(f"+OK {user}")
            elif verb == "LIST":
                self.say("+OK follows", *(f"{at} {len(box.mails[one])}".encode() for at, one in enumerate(names, 1)))
            elif verb == "UIDL" and box.has_uidl:
                self.say("+OK follows", *(f"{at} {one}".encode() for at, one in enumerate(names, 1)))
            elif verb in {"RETR", "TOP"}:
                body = box.mails[mail] if verb == "RETR" else box.mails[mail].partition(b"\r\n\r\n")[0] + b"\r\n"
                box.read += [mail] if verb == "RETR" else []
                self.say("+OK follows", *((b"." + one if one.startswith(b".") else one) for one in body.split(b"\r\n")))
            elif verb == "DELE":
                gone.add(mail)
                self.say("+OK")
            elif verb == "QUIT":
                for one in gone:
                    del box.mails[one]
                self.say("+OK")
                return
            else:
                self.say("+OK" if verb == "PASS" else "-ERR unknown")


class Server(socketserver.ThreadingTCPServer):
    """The server; ``box`` is what lies in it."""

    daemon_threads = True

    def __init__(self, box: Box) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.box = box
