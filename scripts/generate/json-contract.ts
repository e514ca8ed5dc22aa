// What `--format json` of evaluate, replay, sweep and demo holds: a contract. A test compares it with what they write.
// SPDX-License-Identifier: Apache-2.0

export interface JsonKey {
  /** `verdicts[].control`; `*` stands for any key. */
  readonly path: string;
  readonly type: string;
  readonly says: string;
}

const key = (path: string, type: string, says: string): JsonKey => ({ path, type, says });

const subject = (of: string): readonly JsonKey[] => [
  key(
    `${of}.subject.kind`,
    'string',
    '`workload`, `image`, `repository`, `host`, `cluster`, `principal`, `network`, `call`',
  ),
  key(`${of}.subject.platform`, 'string', '`ecs`, `kubernetes`, `ecr`, `oci`, `ec2`, `eks`, `iam`'),
  key(
    `${of}.subject.id`,
    'string',
    of === 'verdicts[]'
      ? 'the thing that was judged: its ARN, or the name by which its file knows it'
      : 'its identity over time: the service, the family without revision, the owner of the pod',
  ),
  key(`${of}.subject.name`, 'string', 'for people'),
  key(`${of}.subject.account`, 'string, null', ''),
  key(`${of}.subject.region`, 'string, null', ''),
];

const evidence = (of: string): readonly JsonKey[] => [
  key(`${of}.evidence[].path`, 'string', 'the place in the document as it was given'),
  key(`${of}.evidence[].found`, 'any', 'what stands there; secrets are replaced'),
  key(`${of}.evidence[].wanted`, 'any', 'what should'),
  key(`${of}.evidence[].message`, 'string', 'one sentence for people'),
];

const response = (of: string): readonly JsonKey[] => [
  key(`${of}.finding`, 'string', 'the finding it is about'),
  key(`${of}.action`, 'string', 'see [responses.md](responses.md)'),
  key(`${of}.mode`, 'string', '`observe`, `approve`, `enforce`'),
  key(`${of}.outcome`, 'string', '`planned`, `held`, `awaiting-approval`, `done`, `failed`'),
  key(`${of}.heldBy`, 'string, null', 'the guardrail that held it back'),
  key(`${of}.reason`, 'string, null', 'in words'),
  key(`${of}.calls[]`, 'object', '`service`, `operation` and `parameters` of each call to AWS or Kubernetes'),
];

export const jsonKeys: readonly JsonKey[] = [
  key('version', 'number', '1: keys may be added, none is ever changed or left out'),
  key('summary.inputs', 'number', 'records read: events, documents, items of a list'),
  key('summary.observations', 'number', 'of these, what could be judged'),
  key('summary.verdicts.pass', 'number', 'all verdicts are counted, whatever `--only` reports'),
  key('summary.verdicts.fail', 'number', ''),
  key('summary.verdicts.unknown', 'number', ''),
  key('summary.verdicts.not-applicable', 'number', ''),
  key('summary.dropped.*', 'number', 'what was left out, by reason'),
  key('summary.unreadable', 'number', 'records that are broken'),
  key('summary.fromFuture', 'number', 'records whose time lay ahead of their receipt; they count as of then'),
  key('verdicts[].control', 'string', 'see [controls](controls/README.md)'),
  key('verdicts[].family', 'string', ''),
  key('verdicts[].outcome', 'string', '`pass`, `fail`, `unknown`, `not-applicable`'),
  key('verdicts[].severity', 'string', '`low`, `medium`, `high`, `critical`'),
  ...subject('verdicts[]'),
  ...evidence('verdicts[]'),
  key('verdicts[].reason', 'string, null', 'why it is unknown or not applicable'),
  key('verdicts[].source.file', 'string, null', 'as it was named'),
  key('verdicts[].source.index', 'number', 'the document, item or record in the file, from 0'),
  key('verdicts[].source.eventId', 'string, null', ''),
  key('verdicts[].source.time', 'string, null', 'ISO time'),
  key('findings[].id', 'string', 'the same for the same control and identity, for ever'),
  key('findings[].formerId', 'string, null', 'its id before ids had 64 digits; it still names the finding'),
  key('findings[].control', 'string', ''),
  key('findings[].severity', 'string', ''),
  key(
    'findings[].kind',
    'string',
    '`state` resolves when it is right again, `incident` when nothing more happens',
  ),
  key('findings[].status', 'string', '`open`, `acknowledged`, `waived`, `remediating`, `resolved`'),
  key('findings[].dormant', 'boolean', 'nothing runs it at present'),
  key('findings[].reopened', 'number', 'how often it came back'),
  ...subject('findings[]'),
  key('findings[].firstSeen', 'string', 'ISO time'),
  key('findings[].lastSeen', 'string', 'ISO time'),
  key('findings[].instances[]', 'string', 'what was judged, the newest first, twenty at most'),
  key('findings[].moreInstances', 'boolean', 'there were more'),
  key(
    'findings[].usedBy',
    'object, null',
    'of an image: `workloads` that run it or name its tag (`platform`, `id`, `name`, `cluster`, `by`, `instances`; twenty at most), `more`, and what was `notRead`; null where nobody looked',
  ),
  ...evidence('findings[]'),
  key('findings[].waivedUntil', 'string, null', 'ISO time'),
  ...response('responses[]'),
  key('controls[].id', 'string', 'the controls that `verdicts` and `findings` name, each once'),
  key('controls[].title', 'string', ''),
  key('controls[].fix', 'string', 'what to do'),
  key('controls[].page', 'string, null', 'its page in the package; null for your own'),
  key('controls[].references.nist[]', 'string', 'sections of NIST SP 800-190'),
  key('controls[].references.cis[]', 'string', 'recommendations of CIS benchmarks'),
  key('controls[].references.fsbp[]', 'string', 'AWS Foundational Security Best Practices'),
  key('controls[].references.attack[]', 'string', 'techniques of MITRE ATT&CK'),
  key(
    'baseline',
    'object, null',
    '`evaluate --baseline`: `file`, how many fails are `known` and `new`, and what is `gone`',
  ),
  key(
    'compliance',
    'object, null',
    '`evaluate --compliance`: `framework`, `name`, `source`, and `sections` with `id`, `title`, `status`, counts and `controls`',
  ),
  key('errors[].file', 'string', ''),
  key('errors[].line', 'number, null', 'from 1'),
  key('errors[].column', 'number, null', 'from 1'),
  key('errors[].index', 'number, null', 'the record in the file, from 0'),
  key('errors[].code', 'string', ''),
  key('errors[].message', 'string', 'what is wrong'),
  key('errors[].remedy', 'string', 'what to do about it'),
  key(
    'stoppedAt',
    'string, null',
    'where Ctrl-C stopped `replay` (ISO time of the last event, empty before the first) or `sweep` (account and Region); null: it came to its end',
  ),

  key('changes.policy', 'string', '`changes` is there with `replay --against` only: the other policy'),
  key(
    'changes.approvals',
    'object, null',
    '`before` and `after`: who is asked where a response waits (`approvers`, `secondPerson`, `expires`), null where none does; null: no difference',
  ),
  key(
    'changes.findings[]',
    'object',
    'each finding that is another under it: `finding`, `change`, `before`, `after`',
  ),
  key('changes.responses[]', 'object', 'each response likewise'),
];
