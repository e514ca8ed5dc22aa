// Every function that reads or renders text from outside, as a function of that text alone.

import { splitter } from '../../cli/history/split.ts';
import { escaped as html } from '../../cli/report/escape.ts';
import { textTable } from '../../cli/report/text-table.ts';
import { plain as terminal } from '../../cli/support/terminal.ts';
import { arnMatches, resourceMatches, valueMatches, wildcardMatches } from '../../shared/iam/policy/match.ts';
import { parsePolicy } from '../../shared/iam/policy/parse.ts';
import { scanJson } from '../../shared/intake/documents/json-spots.ts';
import { positionsIn } from '../../shared/intake/documents/position.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { envelopesOf, lineJson } from '../../shared/intake/events/envelope.ts';
import { isoTime } from '../../shared/intake/events/time.ts';
import * as arn from '../../shared/model/arn.ts';
import { globMatches } from '../../shared/model/glob.ts';
import { canonicalJson } from '../../shared/model/hash.ts';
import { documentOf, parsedDocument } from '../../shared/model/policy-text.ts';
import { trimmed, trimmedEnd } from '../../shared/model/trimmed.ts';
import { code, own, plain as slack, visible } from '../../shared/notify/slack/escape.ts';
import type { Command } from '../../shared/text/command.ts';
import * as command from '../../shared/text/command.ts';
import * as downloads from '../../shared/text/downloads.ts';
import { foreignCode } from '../../shared/text/foreign-code.ts';
import * as hostName from '../../shared/text/host-name.ts';
import { hostsIn } from '../../shared/text/hosts.ts';
import { parseImageReference } from '../../shared/text/image-reference.ts';
import { shellListeners } from '../../shared/text/listeners.ts';
import { forJournal, forSnapshot, redacted, redactedText } from '../../shared/text/redact.ts';
import * as marks from '../../shared/text/redacted.ts';
import { schemeBefore } from '../../shared/text/scheme.ts';
import * as secretArguments from '../../shared/text/secret-arguments.ts';
import * as embedded from '../../shared/text/secret-embedded.ts';
import { knownForms } from '../../shared/text/secret-forms.ts';
import { findSecretLine } from '../../shared/text/secret-lines.ts';
import * as secretNames from '../../shared/text/secret-names.ts';
import { secretPairs } from '../../shared/text/secret-pairs.ts';
import * as secretValues from '../../shared/text/secret-values.ts';
import * as secrets from '../../shared/text/secrets.ts';
import { selfUpdates } from '../../shared/text/self-update.ts';
import { shellWords } from '../../shared/text/shell.ts';
import { shellTokens } from '../../shared/text/shell-tokens.ts';
import { readWord } from '../../shared/text/shell-word.ts';
import * as wrappers from '../../shared/text/wrappers.ts';

type OfText = (text: string) => unknown;

const words = (text: string) => text.split(' ');
const all = (generator: Iterable<unknown>) => [...generator].length;
/** Asks of every command in the text. */
const each =
  (ask: (one: Command) => unknown): OfText =>
  (text) =>
    commandsIn(text).map(ask);

/** Commands of one text are read once: here the time of what is asked of them counts. */
let last: { readonly text: string; readonly commands: readonly Command[] } = { text: '', commands: [] };
function commandsIn(text: string): readonly Command[] {
  if (last.text !== text) last = { text, commands: command.commandsOfText(text) };
  return last.commands;
}

/** By file and name: a test compares them with what shared/text exports. */
export const ofText: Readonly<Record<string, OfText>> = {
  'command.commandsOf': (text) => command.commandsOf([...words(text)], [text]),
  'command.commandsOfText': command.commandsOfText,
  'command.isSubstitution': command.isSubstitution,
  'downloads.isDownload': each(downloads.isDownload),
  'downloads.isDecoder': each(downloads.isDecoder),
  'downloads.isInterpreter': each(downloads.isInterpreter),
  'downloads.scriptOf': each(downloads.scriptOf),
  'downloads.runsInput': each(downloads.runsInput),
  'downloads.commandsRun': each(downloads.commandsRun),
  'downloads.inlineCode': each(downloads.inlineCode),
  'downloads.filesWritten': each(downloads.filesWritten),
  'downloads.baseName': downloads.baseName,
  'foreign-code.foreignCode': (text) => foreignCode(commandsIn(text)),
  'host-name.hostOf': hostName.hostOf,
  'host-name.bareHostOf': hostName.bareHostOf,
  'hosts.hostsIn': hostsIn,
  'image-reference.parseImageReference': parseImageReference,
  'listeners.shellListeners': (text) => shellListeners(commandsIn(text)),
  'redact.redacted': (text) => redacted({ a: text, list: words(text) }, forSnapshot),
  'redact.redactedText': (text) => redactedText('API_KEY', text, forJournal),
  'redacted.isMark': marks.isMark,
  'redacted.redactedAs': marks.redactedAs,
  'redacted.redactedKind': marks.redactedKind,
  'redacted.shownAs': marks.shownAs,
  'redacted.withoutMarks': marks.withoutMarks,
  'scheme.schemeBefore': (text) => schemeBefore(text, text.length),
  'secret-arguments.secretsInArguments': (text) => [
    secretArguments.secretsInArguments(words(text)),
    secretArguments.secretsInArguments(['sh', '-c', text]),
  ],
  'secret-arguments.piecesInArguments': (text) => [
    secretArguments.piecesInArguments(words(text)),
    secretArguments.piecesInArguments(['sh', '-c', text]),
  ],
  'secret-embedded.urlCredentials': (text) => all(embedded.urlCredentials(text)),
  'secret-embedded.storedLogins': (text) => all(embedded.storedLogins(text)),
  'secret-embedded.isLoginPair': (text) => embedded.isLoginPair(text, ':'),
  'secret-embedded.authorizationHeaders': (text) => all(embedded.authorizationHeaders(text)),
  'secret-forms.knownForms': (text) => all(knownForms(text)),
  'secret-lines.findSecretLine': findSecretLine,
  'secret-names.secretSort': secretNames.secretSort,
  'secret-names.mayNameAnObject': secretNames.mayNameAnObject,
  'secret-names.namesAwsSecret': secretNames.namesAwsSecret,
  'secret-names.namesAwsKeyId': secretNames.namesAwsKeyId,
  'secret-pairs.secretPairs': (text) => all(secretPairs(text)),
  'secret-values.isTemplate': secretValues.isTemplate,
  'secret-values.looksRandom': secretValues.looksRandom,
  'secret-values.isLiteralSecret': (text) => secretValues.isLiteralSecret(text, 'generated'),
  'secrets.findSecret': (text) => [secrets.findSecret('DB_PASSWORD', text), secrets.findSecret(null, text)],
  'secrets.secretPieces': (text) => all(secrets.secretPieces('API_KEY', text)),
  'secrets.namedSecret': (text) => secrets.namedSecret('API_KEY', text),
  'self-update.selfUpdates': (text) => selfUpdates(commandsIn(text)),
  'shell.shellWords': shellWords,
  'shell-tokens.shellTokens': shellTokens,
  'shell-word.readWord': (text) =>
    text === '' ? null : readWord({ text, depth: 0, position: 0, tokens: () => [] }),
  'wrappers.isShell': wrappers.isShell,
  'wrappers.programName': wrappers.programName,
  'wrappers.unwrap': (text) => wrappers.unwrap(words(text)),
};

const paint = (_: unknown, text: string) => text;
const pattern = 'arn:aws:iam::*:role/team-*/web-?*';

/** The same for what reads and renders text elsewhere. */
export const elsewhere: Readonly<Record<string, OfText>> = {
  'iam: a pattern': (text) => [
    wildcardMatches(text, 'iam:PassRole'),
    resourceMatches(text, 'arn:aws:iam::111122223333:role/web', null),
    arnMatches(text, 'arn:aws:iam::111122223333:role/web', () => 'kim'),
    valueMatches(text, 'web', () => undefined, true),
  ],
  'iam: a name': (text) => [
    wildcardMatches('iam:*Role*', text),
    resourceMatches(pattern, text, null),
    arnMatches(pattern, text, () => 'kim'),
    valueMatches('a*b*c?', text, () => 'kim', true),
  ],
  'iam: a document': parsePolicy,
  'iam: a document as text': (text) => [parsedDocument(text), documentOf(text)],
  'a glob': (text) => [globMatches(text, 'shop/web'), globMatches('*shop*web*', text)],
  arns: (text) => [
    arn.parseArn(text),
    arn.accountOfArn(text),
    arn.isAccountRoot(text),
    arn.nameOf(text),
    arn.pathless(`arn:aws:iam::111122223333:${text}`),
    arn.roleOfSession(`arn:aws:sts::111122223333:${text}`),
    arn.partitionOf(text),
    arn.dnsSuffix(text),
  ],
  trimming: (text) => [trimmed(text, ' ,;'), trimmedEnd(text, text.slice(0, 1))],
  'canonical JSON': (text) => canonicalJson({ [text]: text }),
  'a file': (text) => readDocuments(text, 'a.yml'),
  'a JSON file': (text) => [readDocuments(text, 'a.json'), scanJson(text)],
  'lines and columns': (text) => positionsIn(text)(text.length),
  'a log line': (text) => lineJson(text),
  'a message': (text) => envelopesOf({ messageId: 'a', body: text }),
  'a time': isoTime,
  'a history': (text) => {
    const split = splitter();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 512) split.push(bytes.subarray(at, at + 512));
    return split.end();
  },
  'text on a terminal': terminal,
  'a table': (text) => [
    textTable(
      ['A', 'B'],
      [
        ['x', text],
        ['y', 'z'],
      ],
      paint,
    ),
    textTable(
      ['A', 'B'],
      [
        ['x', text],
        ['y', 'z'],
      ],
      paint,
      100,
    ),
  ],
  'HTML and XML': html,
  Slack: (text) => [code(text, 3000), own(text, 3000), slack(text, 3000), visible(text, 3000)],
};
