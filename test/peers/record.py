#!/usr/bin/python3
"""record.py [--out DIR] [CELL ...]   makes test/vectors/strongswan*/*.json again (needs root; see README.md).

For each cell of cells.json: two strongSwans in two network namespaces, a capture between them, initiate, ping, terminate;
transcript.py joins logs and capture; tshark must then decrypt the capture with the recorded keys.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PSK = 'interop-psk-123'


def run(*command, env=None):
    return subprocess.run(command, env=env, capture_output=True, text=True)


def must(result, what):
    if result.returncode:
        raise SystemExit(f'{what} failed\n{result.stdout}\n{result.stderr}')
    return result.stdout


def capture(env, path):
    process = subprocess.Popen(['ip', 'netns', 'exec', env['NS'], 'dumpcap', '-P', '-q', '-i', 'v' + env['NS'], '-f', 'udp', '-w', path],
                               stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith('File:'):
            time.sleep(0.3)
            return process
    raise SystemExit('dumpcap did not start')


def tshark_options(log):
    return must(run('/usr/bin/python3', f'{HERE}/sskeys.py', '--tshark', log), 'sskeys.py').splitlines()


def tshark(path, options, display):
    """The numbers of the frames that a display filter selects."""
    arguments = ['-o', 'esp.enable_encryption_decode:TRUE', '-o', 'esp.enable_authentication_check:TRUE']
    for option in options:
        arguments += ['-o', option]
    return must(run('tshark', '-r', path, *arguments, '-Y', display, '-T', 'fields', '-e', 'frame.number'), 'tshark').split()


def check(cell, path, options, document):
    """The recorded keys open the capture in a third implementation."""
    bad = tshark(path, options, '_ws.malformed or _ws.expert.severity == "Error"')
    encrypted = tshark(path, options, 'isakmp.flag_e == 1 and (isakmp.hash or isakmp.sig)')
    good = tshark(path, options, 'esp.icv_good == 1 and icmp')
    wanted = sum(entry['encrypted'] for entry in document['datagrams'])
    packets = len(document['espPackets'])
    if bad or len(encrypted) != wanted or len(good) != packets:
        raise SystemExit(f'{cell["name"]}: tshark: malformed {bad}, decrypted {len(encrypted)} of {wanted}, ESP good {len(good)} of {packets}')


def record(cell, out):
    cell = {'psk': PSK, 'mode': 'tunnel', 'natForced': True, 'pfsGroup': None, **cell}
    fixture = cell.pop('fixture', False)
    certificates = cell.get('certificates')
    if certificates:
        cell['psk'] = None
    work = tempfile.mkdtemp(prefix='espial-record-')
    env = {**os.environ, 'W': f'{work}/ss', 'NS': 'pssr', 'NE': 'pemr', 'PSK': PSK, 'MODE': cell['mode'], 'IKE': cell['ike'], 'ESP': cell['esp'],
           'AUTH': 'pubkey' if certificates else 'psk', 'KEY': (certificates or {}).get('key', ''),
           'INTERMEDIATES': str((certificates or {}).get('intermediates', 0)), 'ENCAP': 'yes' if cell['natForced'] else 'no', 'AGGR': 'yes' if cell.get('aggressive') else 'no'}
    script = f'{HERE}/strongswan.sh'
    responder = {**env, 'IKE': cell.get('responderIke', cell['ike']), 'ESP': cell.get('responderEsp', cell['esp'])}
    try:
        must(run(script, 'up', env=responder), 'up')
        must(run(script, 'pair', env=env), 'pair')
        process = capture(env, f'{work}/capture.pcap')
        started = run(script, 'pair-initiate', env=env)
        if 'completed successfully' not in started.stdout:
            raise SystemExit(f'{cell["name"]}: {started.stdout[-600:]}')
        if cell['mode'] == 'tunnel':
            must(run(script, 'pair-ping', env=env), 'ping')
        run(script, 'pair-terminate', env=env)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.wait()
        log = f'{work}/ss/I/charon.log'
        with open(f'{work}/cell.json', 'w') as file:
            json.dump(cell, file)
        print(must(run('/usr/bin/python3', f'{HERE}/transcript.py', f'{work}/cell.json', f'{work}/capture.pcap', log,
                       f'{work}/ss/R/charon.log', f'{work}/out.json', f'{work}/ss/pki'), f'{cell["name"]}: transcript.py'), end='', flush=True)
        document = json.load(open(f'{work}/out.json'))
        check(cell, f'{work}/capture.pcap', tshark_options(log), document)
        if cell.get('aggressive'):
            out += '-aggressive'
        if certificates:
            out += '-certificates'
        os.makedirs(out, exist_ok=True)
        if fixture:
            must(run('/usr/bin/python3', f'{HERE}/fixture.py', f'{work}/capture.pcap', log, f'{out}/evidence'), 'fixture.py')
        shutil.copy(f'{work}/out.json', f'{out}/{cell["name"]}.json')
    finally:
        run(script, 'down', env=env)
    shutil.rmtree(work)


def main():
    arguments = sys.argv[1:]
    out = os.path.normpath(f'{HERE}/../vectors/strongswan')
    if arguments[:1] == ['--out']:
        out, arguments = arguments[1], arguments[2:]
    cells = json.load(open(f'{HERE}/cells.json'))
    unknown = set(arguments) - {cell['name'] for cell in cells}
    if unknown:
        raise SystemExit(f'no such cell: {", ".join(unknown)}')
    for cell in cells:
        if not arguments or cell['name'] in arguments:
            record(cell, out)


main()
