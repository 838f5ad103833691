"""`local` as a process of its own, in memory, on free ports."""

import re
import subprocess
import tempfile

ANY = "127.0.0.1:0"


class Local:
    def __init__(self, program, generated):
        self.words = [program, "--memory", "--listen", ANY, "--dynamodb", ANY, "--generated", generated]

    def __enter__(self):
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=self.log, encoding="utf-8")
        welcome = self.process.stdout.readline()
        if not welcome:
            self.log.seek(0)
            raise SystemExit(f"{self.words[0]} does not start: {self.log.read()}")
        self.api, self.dynamodb = re.findall(r"http://[0-9.]+:[0-9]+", welcome)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
        self.log.close()
