// What cfn-lint and checkov find in templates, and the explanations in deploy/exceptions.md. Pure: their output comes in as text.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from '../../shared/model/glob.ts';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';

export interface TemplateFinding {
  /** As the tool names it: `W3005`, `CKV_AWS_117`. */
  readonly rule: string;
  /** Logical id of the resource, where the tool tells it. */
  readonly resource: string;
  readonly message: string;
}

export interface Exception {
  readonly rule: string;
  /** Globs on logical ids. */
  readonly resources: readonly string[];
  readonly reason: string;
}

/** `--format json`. */
export function findingsOfCfnLint(text: string): TemplateFinding[] {
  return listOf(JSON.parse(text)).map((match) => ({
    rule: stringOf(dig(match, 'Rule', 'Id')) ?? '',
    resource: String(listOf(dig(match, 'Location', 'Path'))[1] ?? ''),
    message: stringOf(dig(match, 'Message')) ?? '',
  }));
}

/** `--output json`; a resource is `AWS::Lambda::Function.<logical id>`. */
export function findingsOfCheckov(text: string): TemplateFinding[] {
  return listOf(dig(JSON.parse(text), 'results', 'failed_checks')).map((check) => ({
    rule: stringOf(dig(check, 'check_id')) ?? '',
    resource: (stringOf(dig(check, 'resource')) ?? '').replace(/^.*\./, ''),
    message: stringOf(dig(check, 'check_name')) ?? '',
  }));
}

/** Rows of the table: | rule | resources | reason |. */
export function exceptionsIn(markdown: string): Exception[] {
  return [...markdown.matchAll(/^\| *`?(\w+)`? *\| *([^|]+?) *\| *([^|]+?) *\|$/gm)]
    .map(([, rule = '', resources = '', reason = '']) => ({
      rule,
      resources: resources.replaceAll('`', '').split(/[\s,]+/),
      reason,
    }))
    .filter(({ rule }) => /\d/.test(rule));
}

/** One line for each finding that nothing explains, and for each explanation of nothing. */
export function compare(found: readonly TemplateFinding[], exceptions: readonly Exception[]): string[] {
  const covers = ({ rule, resources }: Exception, finding: TemplateFinding) =>
    rule === finding.rule && resources.some((glob) => globMatches(glob, finding.resource));
  return [
    ...found
      .filter((finding) => !exceptions.some((exception) => covers(exception, finding)))
      .map(
        ({ rule, resource, message }) =>
          `${rule} ${resource}: ${message} (mend it, or explain it in deploy/exceptions.md)`,
      ),
    ...exceptions
      .filter((exception) => !found.some((finding) => covers(exception, finding)))
      .map(
        ({ rule, resources }) =>
          `deploy/exceptions.md: ${rule} is not found on ${resources.join(', ')} any more`,
      ),
  ];
}

/** A template of CloudFormation, not a manifest of something else. */
export function isTemplate(text: string): boolean {
  return /^AWSTemplateFormatVersion:/m.test(text);
}
