// SARIF 2.1.0: failing verdicts as results with source lines, for code scanning in delivery pipelines.
// SPDX-License-Identifier: Apache-2.0
// Shape: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
import type { Control } from '../../../shared/model/control.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { Evidence, Verdict } from '../../../shared/model/verdict.ts';
import type { Problem } from '../../input/problem.ts';
import { version } from '../../program/version.ts';
import { plain } from '../../terminal/terminal.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { noPlaces, type Places } from '../places.ts';
import { pageOf, type Reference, referencesOf, webPageOf } from '../references.ts';
import type { Ending, Report } from '../report.ts';
import { relationshipsOf, taxonomiesOf, taxonomyNames } from '../sarif-taxonomies.ts';
import { unknownByFile } from '../unknown-by-file.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** GitHub code scanning sorts by `security-severity`, on CVSS's scale of 0 to 10. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

export const sarif = defineReport({
  says: 'SARIF 2.1.0, for code scanning',
  begins: /^\{\s*"\$schema": "[^"]{1,100}sarif[^"]{1,100}"/,
  open: sarifReport,
});

function sarifReport({ output, controls }: ReportContext): Report {
  const results: object[] = [];
  const used = new Map<string, Severity>();
  const unknown = unknownByFile();
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      unknown.add(verdict);
      if (verdict.outcome !== 'fail') return;
      used.set(verdict.control, verdict.severity);
      const suppressions =
        waiver === null ? {} : { suppressions: [{ kind: 'external', justification: plain(waiver.reason) }] };
      for (const evidence of verdict.evidence)
        results.push({ ...resultOf(verdict, evidence, places), ...suppressions });
    },
    async end({ errors, baseline }: Ending) {
      const failed = controls.filter(({ id }) => used.has(id));
      const rules = failed.map((control) => ruleOf(control, used.get(control.id) ?? 'low'));
      // What a baseline holds is left out: what is here is new.
      const state = baseline === undefined ? {} : { baselineState: 'new' };
      const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'Seawall', version, supportedTaxonomies: taxonomyNames, rules } },
            columnKind: 'utf16CodeUnits',
            taxonomies: taxonomiesOf(failed),
            invocations: [
              {
                executionSuccessful: errors.length === 0,
                toolExecutionNotifications: [...errors.map(notification), ...unknown.sentences().map(noteOf)],
              },
            ],
            results: results.map((result) => ({ ...result, ...state })),
          },
        ],
      };
      await output.write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

function ruleOf(control: Control, severity: Severity) {
  const uri = webPageOf(control);
  const page = pageOf(control);
  return {
    id: control.id,
    shortDescription: messageOf(control.title),
    fullDescription: messageOf(control.why),
    help: messageOf(page === null ? control.fix : `${control.fix} See ${page}.`),
    ...(uri === null ? {} : { helpUri: uri }),
    defaultConfiguration: { level: levels[severity] },
    relationships: relationshipsOf(control),
    properties: {
      tags: ['security', control.family, ...referencesOf(control).map(tagOf)],
      'security-severity': scores[severity],
    },
  };
}

/** Such as `NIST-800-190/4.4.3`. */
function tagOf({ standard, id }: Reference): string {
  return `${standard.short}/${id.replace(/^CIS /, '').replaceAll(' ', '-')}`;
}

function resultOf(verdict: Verdict, { path, message }: Evidence, places: Places) {
  const position = places.position(path);
  const region =
    position === null ? {} : { region: { startLine: position.line, startColumn: position.column } };
  return {
    ruleId: verdict.control,
    level: levels[verdict.severity],
    message: messageOf(message),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(verdict.source.file) }, ...region },
        logicalLocations: [{ fullyQualifiedName: plain(path), name: plain(verdict.subject.name) }],
      },
    ],
    partialFingerprints: { 'seawall/v1': plain(`${verdict.control}:${verdict.subject.id}:${path}`) },
  };
}

/** What could not be read: code scanning shows that the run was not whole. */
function notification({ file, line, column, code, message, remedy }: Problem) {
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    level: 'error',
    descriptor: { id: code },
    message: messageOf(remedy === '' ? message : `${message} (${remedy})`),
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }],
  };
}

/** What nobody could judge: it is no result, and no pass either. */
function noteOf([file, sentence]: readonly [string | null, string]) {
  return {
    level: 'note',
    descriptor: { id: 'unknown' },
    message: messageOf(sentence),
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
  };
}

/**
 * A text as a message: no part of it is a link (3.11.6: brackets are escaped) or a placeholder (3.11.5: braces are doubled),
 * and nothing in it turns the text around or hides it.
 */
function messageOf(text: string) {
  return { text: plain(text).replace(/[[\]]/g, '\\$&').replace(/[{}]/g, '$&$&') };
}

/** A relative file as a URI reference; each part is escaped by itself. */
function uriOf(file: string | null): string {
  if (file === null || file === '-') return 'stdin';
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
