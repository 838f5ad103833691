"""`local` as a process of its own, in memory, on free ports."""

import re
import subprocess

ANY = "127.0.0.1:0"


class Local:
    def __init__(self, program, generated):
        self.words = [program, "--memory", "--listen", ANY, "--dynamodb", ANY, "--generated", generated]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        welcome = self.process.stdout.readline()
        self.api, self.dynamodb = re.findall(r"http://[0-9.]+:[0-9]+", welcome)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
