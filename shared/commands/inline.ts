// Reads code on an interpreter's command line by what it calls: does it fetch, decode, open a socket, start programs, run variables?
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { isLanguage } from './interpreters.ts';
import { holdsSource } from './source-code.ts';

type Call = Pick<Command, 'program' | 'arguments'>;

const fetched =
  /urlopen|urlretrieve|requests\.get|httpx\.get|fetch\(|https?(?:["']\))?\.(?:get|request)\(|http\.client|curl_exec|\baxios\b|Net::HTTP|LWP|open-uri|file_get_contents\(|http\.request|HTTP::Tiny|[`"'(]\s?(?:curl|wget)\s|DownloadString|DownloadData/;
const decoded =
  /b64decode|base64_decode|fromhex|unhexlify|atob\(|Buffer\.from|decode64|FromBase64String|decode_base64/;
const evaluated =
  /\b(?:exec|eval|execSync|spawn|system|popen|iex|Invoke-Expression)\b|new Function|child_process|subprocess|memfd_create|execve?|loadstring|(?<![.\w])load\(|runIn(?:This|New)?Context|vm\.Script|\[scriptblock\]::create|Assembly\]::Load/i;
const fetchedByPowerShell =
  /\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod|DownloadString|DownloadData|Start-BitsTransfer)\b/i;
const evaluatedByPowerShell =
  /\b(?:iex|Invoke-Expression)\b|\[scriptblock\]::create|Assembly\]::Load|InvokeScript|&\s?\(\s?(?:iwr|irm|New-Object)\b/i;

/** `python -c 'exec(urlopen(…))'`: what code on the command line does with text from elsewhere. */
export function inlineCode({ program, arguments: words }: Call): 'download' | 'encoded' | null {
  if (isPowerShell(program)) {
    if (words.some((word) => /^[-/]e(?:nc?|ncodedc[a-z]*)?$/i.test(word))) return 'encoded';
  } else if (!isLanguage(program) && !holdsSource({ program, arguments: words })) return null;
  const code = words.join(' ');
  if (isPowerShell(program)) return ofPowerShell(code);
  return ofLanguage(program, code);
}

function ofLanguage(program: string, code: string): 'download' | 'encoded' | null {
  if (importsAddress.test(code) || (/^php/.test(program) && includesAddress(code))) return 'download';
  if (!evaluated.test(code)) return null;
  if (fetched.test(code)) return 'download';
  return decoded.test(code) ? 'encoded' : null;
}

// A module at an address: Deno fetches https, and Deno and Node run what stands in a data URL.
const importsAddress = /\bimport\s?\(\s?["'`](?:https?|data):|\bfrom\s?["'`]https?:/;
const includes =
  /\b(?:include|require)(?:_once)?\s?\(?\s?(?:"([^"\n]{1,300})"|'([^'\n]{1,300})'|(\$\w{1,100}))/g;
const fetchesFile =
  /\bcopy\s?\(\s?["'](?:https?|ftp):[^"'\n]{1,500}["']\s?,\s?(?:"([^"\n]{1,300})"|'([^'\n]{1,300})'|(\$\w{1,100}))|\bfile_put_contents\s?\(\s?(?:"([^"\n]{1,300})"|'([^'\n]{1,300})'|(\$\w{1,100}))\s?,[^;\n]{0,80}?(?:https?|ftp):/g;

/** PHP: `include 'https://…'`, `copy('https://…', 'a.php'); include 'a.php'`. */
function includesAddress(code: string): boolean {
  const included = [...code.matchAll(includes)].flatMap((match) => match.slice(1).filter((name) => name));
  const written = new Set([...code.matchAll(fetchesFile)].flatMap((match) => match.slice(1)));
  return included.some(
    (name) => /^(?:https?|ftp|data):|^php:\/\/input/i.test(name ?? '') || written.has(name),
  );
}

export function ofPowerShell(code: string): 'download' | 'encoded' | null {
  if (runsDownloadedFile(code) || startsAddress(code)) return 'download';
  if (!evaluatedByPowerShell.test(code)) return null;
  if (fetchedByPowerShell.test(code)) return 'download';
  return decoded.test(code) ? 'encoded' : null;
}

/** `Start-Process msiexec.exe -ArgumentList '/i https://…'`. */
function startsAddress(code: string): boolean {
  const starter = /\b(?:msiexec|mshta|regsvr32|rundll32)(?:\.exe)?\b/i;
  return code.split(/[|;\n]/).some((part) => starter.test(part) && /https?:/i.test(part));
}

const downloadedFile = /DownloadFile\(\s?["'][^"'\n]{1,500}["']\s?,\s?["']([^"'\n]{1,300})["']/i;

/** `$w.DownloadFile('https://…', 'C:\\a.exe'); Start-Process 'C:\\a.exe'`. */
function runsDownloadedFile(code: string): boolean {
  const match = downloadedFile.exec(code);
  if (match === null) return false;
  const [found, file = ''] = match;
  const rest = code.slice(match.index + found.length);
  return (
    file !== '' &&
    rest.includes(file) &&
    /\b(?:Start-Process|saps|start|Invoke-Item|ii)\b|&\s|\.\s/i.test(rest)
  );
}

export function isPowerShell(program: string): boolean {
  return program === 'pwsh' || program === 'powershell';
}

// Where languages keep the environment, and a variable of it within brackets that evaluate.
const evaluatedVariable =
  /\b(?:exec|eval|execSync|system|popen|Function|runInThisContext|check_output|check_call|call|run)\b[^\n;]{0,80}?(?:environ(?:\.get)?|getenv|process\.env|ENV|\$_(?:ENV|SERVER))\s?[.[({]{1,2}\s?["']?([A-Za-z_]\w{0,100})/g;

/** Names of the environment variables that code runs: `python -c "exec(os.environ['X'])"`. */
export function environmentRun({ program, arguments: words }: Call): readonly string[] {
  if (!isLanguage(program)) return [];
  return [...words.join(' ').matchAll(evaluatedVariable)].map(([, name = '']) => name);
}

// What starts a program, in code of Python, Ruby, Perl, PHP, Node and Lua, up to its first argument.
const starts =
  /(?:\b(?:system|popen|shell_exec|passthru|proc_open|exec|execSync|execFile|execFileSync|spawn|spawnSync|execvp|execv|execlp|run|call|check_call|check_output|Popen|getoutput|qx)\s?[({]\s?\[?\s?|[`])/g;
const argument = /\s?(?:sys\.executable|"([^"\\]{0,2000})"|'([^'\\]{0,2000})')\s?,?\s?\[?/y;
const mostWords = 32;
const mostCalls = 32;

/** Words of each program that the code starts; a single word is a line for a shell. */
export function programsStarted({ program, arguments: words }: Call): readonly (readonly string[])[] {
  const reads = isLanguage(program) || isAwk(program) || holdsSource({ program, arguments: words });
  if (!reads) return [];
  const code = words.join(' ');
  const found: string[][] = [];
  for (const { 0: start, index } of code.matchAll(starts)) {
    if (found.length >= mostCalls) break;
    const list = start === '`' ? quotedBackwards(code, index + 1) : literalsAt(code, index + start.length);
    if (list.length > 0) found.push(list);
  }
  return found;
}

function quotedBackwards(code: string, from: number): string[] {
  const end = code.indexOf('`', from);
  return end < 0 || end - from > 2000 ? [] : [code.slice(from, end)];
}

function literalsAt(code: string, from: number): string[] {
  const found: string[] = [];
  argument.lastIndex = from;
  while (found.length < mostWords) {
    const match = argument.exec(code);
    if (match === null) break;
    found.push(match[1] ?? match[2] ?? 'python3');
    argument.lastIndex = match.index + match[0].length;
  }
  return found;
}

// What opens a socket, and what gives it a shell, in code of Python, Perl, Ruby, PHP, Node, Lua, awk and PowerShell.
const opensSocket =
  /\bsocket\b|fsockopen|stream_socket_client|TCPSocket|TCPClient|net\.(?:connect|createConnection|Socket|Dial)|\bTcpStream\b|\/dev\/tcp\/|["']net["']|\/inet\d?\/tcp\/|create_connection/i;
const givesShell =
  /\/bin\/(?:ba|da|z|k|a)?sh\b|pty\.spawn|\bdup2\b|cmd\.exe|powershell|["'`](?:ba|da|z|k|a)?sh(?:\s-i)?\s?(?:["'`]|\d?[<>]&)|\b(?:IO\.)?popen\d?\b|\bproc_open\b|\bshell_exec\b|\bos\.(?:system|execute)\b|\bchild_process\b|\bfdopen\b|\bsystem\s?\(?\$|\biex\b|Invoke-Expression/i;

/** `python -c 'import socket, pty; …'`: code connects, and hands the connection a shell. */
export function handsShell({ program, arguments: words }: Call): boolean {
  const code = words.join(' ');
  if (isAwk(program)) return handsShellByAwk(code);
  if (program === 'tclsh' || program === 'expect') return /\bsocket\s/.test(code) && /\bexec\b/.test(code);
  const reads = isLanguage(program) || holdsSource({ program, arguments: words });
  return reads && opensSocket.test(code) && givesShell.test(code);
}

function isAwk(program: string): boolean {
  return /^[gmn]?awk$/.test(program);
}

/** awk reads the socket and then what a command prints: two `getline`, or `system`. */
function handsShellByAwk(code: string): boolean {
  return (
    /\/inet\d?\/tcp\//.test(code) && (/\bsystem\s?\(/.test(code) || code.split(/\bgetline\b/).length > 2)
  );
}
