"""What one strongSwan process says in its log at `ike = 4`, `chd = 4`, in order, as (name, bytes) and as text lines.

A dump may be interleaved with other threads' lines, so each thread has its own unfinished dump.
"""
import re

LINE = re.compile(r'\S+ (\d+)\[(\w+)\] ?(.*)$')
HEAD = re.compile(r'(.+?) => (\d+) bytes @')
ROW = re.compile(r'\s+\d+: ((?:[0-9A-F]{2} ){1,16})')


class Log:
    def __init__(self, path):
        self.dumps = []
        self.text = []
        unfinished = {}
        for line in open(path, errors='replace'):
            match = LINE.match(line.rstrip('\n'))
            if not match:
                continue
            thread, _, message = match.groups()
            head, row = HEAD.match(message), ROW.match(message)
            if head:
                unfinished[thread] = [head[1].strip(), int(head[2]), b'']
            elif row and thread in unfinished:
                dump = unfinished[thread]
                dump[2] += bytes.fromhex(row[1])
                if len(dump[2]) >= dump[1]:
                    self.dumps.append((dump[0], dump[2]))
                    del unfinished[thread]
            else:
                self.text.append(message)

    def all(self, name):
        return [data for key, data in self.dumps if key == name]

    def one(self, name):
        """The only value of that name (repeats must be the same); None if there is none."""
        values = set(self.all(name))
        if len(values) > 1:
            raise ValueError(f'{name}: {len(values)} different values in the log')
        return values.pop() if values else None

    def said(self, pattern):
        """The groups of the first line that matches, or None."""
        for line in self.text:
            match = re.search(pattern, line)
            if match:
                return match.groups()
        return None
