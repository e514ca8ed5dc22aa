// Logins that clients take in one word, alone and in lines of a log.
import { describe, expect, it } from 'vitest';
import { secretsInArguments } from '../../shared/secrets/arguments.ts';
import { forShowing, redactedCommand, redactedText } from '../../shared/secrets/redact.ts';

const password = 'Fk3-9vQz-hw2';
const random = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYq3R5T7WzaQ1x'].join('');

const given: readonly string[] = [
  `sqlplus scott/${password}@ORCL @run.sql`,
  `sqlplus -s scott/${password}@//db:1521/ORCL`,
  `sqlplus64 scott/${password}`,
  `expdp scott/${password}@ORCL directory=d`,
  `curl -b session=${random} https://acme.test`,
  `curl -sb 'lang=de; sid=${random}' https://acme.test`,
  `curl --cookie=x=${random} https://acme.test`,
  `curl -u kim:${password} https://acme.test`,
  `http -a kim:${password} https://acme.test`,
  `az login --service-principal -u x -p ${password} --tenant t`,
  `oc login -u kim -p ${password} https://api.acme.test`,
  `skopeo login -u kim -p ${password} acme.test`,
  `skopeo copy --src-creds kim:${password} docker://a docker://b`,
  `smbclient //files/orders -U kim%${password}`,
  `smbclient -Ukim%${password} -L files`,
  `rpcclient -U kim%${password} files`,
  `7z x -p${password} orders.7z`,
  `unrar x -p${password} orders.rar`,
  `cqlsh -u kim -p ${password} db`,
  `mongoexport -u kim -p ${password} -d orders`,
  `bcp orders out f -S db -U sa -P ${password}`,
  `lftp -u kim,${password} files.acme.test`,
];

const onlyAsCommands: readonly string[] = [
  `net use Z: \\\\files\\orders ${password} /user:ACME\\kim`,
  `net user kim ${password} /add`,
  `xfreerdp /u:kim /p:${password} /v:host`,
  `ipmitool -U kim -P ${password} power status`,
];

describe('a login in one word', () => {
  it.each([...given, ...onlyAsCommands])('%s', (command) => {
    const words = command.replaceAll("'", '').split(' ');
    if (!command.includes("'")) expect(secretsInArguments(words)).toHaveLength(1);
    expect(secretsInArguments(['bash', '-c', command])).toHaveLength(1);
    expect(redactedCommand(command, forShowing)).not.toMatch(new RegExp(`${password}|${random}`));
  });

  it.each(given)('in a line of a log: %s', (command) => {
    const shown = redactedText(null, `12:00 running ${command}`, forShowing);
    expect(shown).not.toMatch(new RegExp(`${password}|${random}`));
    expect(redactedText(null, shown, forShowing)).toBe(shown);
  });

  it.each([
    'sqlplus / as sysdba',
    'sqlplus $DB_USER/$DB_PASSWORD@ORCL',
    'sqlplus scott@ORCL',
    'sqlplus -s @sql/migrate.sql',
    'curl -b cookies.txt -c cookies.txt https://acme.test',
    'curl -b lang=de https://acme.test',
    'curl -b "$COOKIE" https://acme.test',
    'http https://acme.test/orders:1',
    'az vm list -p x1',
    'oc process -p NAME=shop2',
    'skopeo copy --src-creds $CREDS docker://a docker://b',
    'smbclient -N //files/orders',
    'smbclient -U kim%$PASSWORD //files/orders',
    '7z x -p orders.7z',
    'unrar x -p- orders.rar',
    'cqlsh -u kim db 9042',
    'lftp -u kim files.acme.test',
    'lftp -u kim,$PASSWORD files.acme.test',
    'net use',
    'net use Z: \\\\files\\orders *',
    'net start w32time',
    'xfreerdp /u:kim /v:host',
    'mkdir -p /var/lib/orders2',
  ])('%s holds none', (command) => {
    expect(secretsInArguments(command.split(' '))).toEqual([]);
    expect(secretsInArguments(['bash', '-c', command])).toEqual([]);
    expect(redactedText(null, `12:00 running ${command}`, forShowing)).toBe(`12:00 running ${command}`);
  });
});
