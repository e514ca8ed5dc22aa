// Every function that reads or renders text from outside, as a function of that text alone.

import { splitter } from '../../cli/history/split.ts';
import { escaped as html } from '../../cli/report/escape.ts';
import { textTable } from '../../cli/report/text-table.ts';
import { withoutLogin, withoutLogins } from '../../cli/terminal/logins.ts';
import { plain as terminal } from '../../cli/terminal/terminal.ts';
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
import * as hostName from '../../shared/names/host-name.ts';
import { hostsIn } from '../../shared/names/hosts.ts';
import * as imageReference from '../../shared/names/image-reference.ts';
import { namesImage, namesRegistry } from '../../shared/names/registry-entry.ts';
import { schemeBefore } from '../../shared/names/scheme.ts';
import { code, own, plain as slack, visible } from '../../shared/notify/slack/escape.ts';
import { nextLink } from '../../shared/registry/link.ts';
import * as secretArguments from '../../shared/secrets/arguments.ts';
import * as beside from '../../shared/secrets/beside.ts';
import * as captions from '../../shared/secrets/captions.ts';
import * as secretCode from '../../shared/secrets/code.ts';
import * as embedded from '../../shared/secrets/embedded.ts';
import { holdsKnownForm, knownForms } from '../../shared/secrets/forms.ts';
import { findSecretLine, piecesOfLines, textKindOf } from '../../shared/secrets/lines.ts';
import { cookiesOfCurl, passwordOfLogin } from '../../shared/secrets/logins.ts';
import * as secretNames from '../../shared/secrets/names.ts';
import { secretElements, secretPairs } from '../../shared/secrets/pairs.ts';
import {
  forJournal,
  forSnapshot,
  redacted,
  redactedCommand,
  redactedText,
} from '../../shared/secrets/redact.ts';
import * as marks from '../../shared/secrets/redacted.ts';
import * as secrets from '../../shared/secrets/secrets.ts';
import { settingsForms } from '../../shared/secrets/settings-forms.ts';
import * as secretValues from '../../shared/secrets/values.ts';

import { ofCommands } from './commands.ts';

const someImage = imageReference.parseImageReference(
  '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web:1',
);
if (someImage === null) throw new Error('the example is no image');

type OfText = (text: string) => unknown;

const words = (text: string) => text.split(' ');
const all = (generator: Iterable<unknown>) => [...generator].length;
/** By file and name: a test compares them with what these rooms export. */
export const ofText: Readonly<Record<string, OfText>> = {
  ...ofCommands,
  'names/host-name.hostOf': hostName.hostOf,
  'names/host-name.bareHostOf': hostName.bareHostOf,
  'names/hosts.hostsIn': hostsIn,
  'names/image-reference.parseImageReference': imageReference.parseImageReference,
  'names/image-reference.canonicalHost': imageReference.canonicalHost,
  'names/image-reference.ecrDomains': imageReference.ecrDomains,
  'names/registry-entry.namesImage': (text) => [
    namesImage(text, someImage),
    ...[imageReference.parseImageReference(text)].map(
      (one) => one !== null && namesImage('*.acme.test/team-*', one),
    ),
  ],
  'names/registry-entry.namesRegistry': (text) => namesRegistry(text, someImage),
  'secrets/redact.redacted': (text) => redacted({ a: text, list: words(text) }, forSnapshot),
  'secrets/redact.redactedCommand': (text) => redactedCommand(text, forSnapshot),
  'secrets/redact.redactedText': (text) => redactedText('API_KEY', text, forJournal),
  'secrets/redacted.isMark': marks.isMark,
  'secrets/redacted.redactedAs': marks.redactedAs,
  'secrets/redacted.redactedKind': marks.redactedKind,
  'secrets/redacted.shownAs': marks.shownAs,
  'secrets/redacted.withoutMarks': marks.withoutMarks,
  'names/scheme.schemeBefore': (text) => schemeBefore(text, text.length),
  'secrets/arguments.secretsInArguments': (text) => [
    secretArguments.secretsInArguments(words(text)),
    secretArguments.secretsInArguments(['sh', '-c', text]),
  ],
  'secrets/arguments.piecesInArguments': (text) => [
    secretArguments.piecesInArguments(words(text)),
    secretArguments.piecesInArguments(['sh', '-c', text]),
  ],
  'secrets/arguments.piecesOfClients': (text) => all(secretArguments.piecesOfClients(text)),
  'secrets/embedded.urlCredentials': (text) => all(embedded.urlCredentials(text)),
  'secrets/embedded.keysBehindIds': (text) => all(embedded.keysBehindIds(text)),
  'secrets/embedded.addressCredentials': (text) => all(embedded.addressCredentials('host', text)),
  'secrets/embedded.storedLogins': (text) => all(embedded.storedLogins(text)),
  'secrets/embedded.sessionCookies': (text) => all(embedded.sessionCookies(text)),
  'secrets/embedded.isLoginPair': (text) => embedded.isLoginPair(text, ':'),
  'secrets/embedded.authorizationHeaders': (text) => all(embedded.authorizationHeaders(text)),
  'secrets/forms.holdsKnownForm': holdsKnownForm,
  'secrets/forms.knownForms': (text) => all(knownForms(text)),
  'secrets/captions.isCatalogue': captions.isCatalogue,
  'secrets/lines.textKindOf': textKindOf,
  'secrets/lines.findSecretLine': findSecretLine,
  'secrets/lines.piecesOfLines': (text) => all(piecesOfLines(`${text}\n`)),
  'secrets/names.secretSort': secretNames.secretSort,
  'secrets/names.namesAnObject': (text) => [
    secretNames.namesAnObject(text, 'shop-tls'),
    secretNames.namesAnObject('DB_SECRET', text),
  ],
  'secrets/names.namesAwsSecret': secretNames.namesAwsSecret,
  'secrets/names.namesAwsKeyId': secretNames.namesAwsKeyId,
  'secrets/pairs.secretPairs': (text) => all(secretPairs(text)),
  'secrets/pairs.secretElements': (text) => all(secretElements(text)),
  'secrets/code.isCode': secretCode.isCode,
  'secrets/code.isAssigned': (text) => [
    secretCode.isAssigned(text, 'password'),
    secretCode.isAssigned('cfg.Password', text),
  ],
  'secrets/code.isSourceFile': secretCode.isSourceFile,
  'secrets/captions.isWithinCaptions': captions.isWithinCaptions,
  'secrets/captions.isWording': captions.isWording,
  'secrets/captions.isCaption': captions.isCaption,
  'secrets/captions.captionsIn': (text) => [captions.captionsIn(text)(''), captions.captionsIn('')(text)],
  'secrets/code.isComparison': (text) => secretCode.isComparison(text, text.indexOf('=')),
  'secrets/code.isMessage': secretCode.isMessage,
  'secrets/beside.secretsBeside': (text) => all(beside.secretsBeside(text)),
  'secrets/beside.namedFields': (text) => all(beside.namedFields(text)),
  'secrets/beside.sqlPasswords': (text) => all(beside.sqlPasswords(text)),
  'secrets/beside.secretCalls': (text) => all(beside.secretCalls(text)),
  'secrets/beside.isSecretDirective': beside.isSecretDirective,
  'secrets/logins.passwordOfLogin': (text) => [
    passwordOfLogin('curl', '-u', text),
    passwordOfLogin('sqlplus', '', text),
  ],
  'secrets/logins.cookiesOfCurl': (text) => all(cookiesOfCurl('-b', text)),
  'secrets/settings-forms.settingsForms': (text) => all(settingsForms(text)),
  'secrets/names.isForBrowsers': secretNames.isForBrowsers,
  'secrets/values.isTemplate': secretValues.isTemplate,
  'secrets/values.looksRandom': secretValues.looksRandom,
  'secrets/values.isLiteralSecret': (text) => secretValues.isLiteralSecret(text, 'generated'),
  'secrets/secrets.findSecret': (text) => [
    secrets.findSecret('DB_PASSWORD', text),
    secrets.findSecret(null, text),
  ],
  'secrets/secrets.holdsSecret': secrets.holdsSecret,
  'secrets/secrets.secretPieces': (text) => all(secrets.secretPieces('API_KEY', text)),
  'secrets/secrets.namedSecret': (text) => secrets.namedSecret('API_KEY', text),
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
  'a Link header': nextLink,
  'a login in a message': (text) => [withoutLogin(text), withoutLogins(text)],
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
