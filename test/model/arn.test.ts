// Amazon resource names: taken apart, built, reduced.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountOfArn,
  dnsSuffix,
  iamArn,
  isAccountRoot,
  nameOf,
  parseArn,
  partitionOf,
  pathless,
  regionalArn,
  roleOfSession,
  shortName,
} from '../../shared/model/arn.ts';

const account = '111122223333';
const home = { account, region: 'eu-central-1' };

describe('parseArn', () => {
  it('takes an ARN apart', () => {
    expect(parseArn(`arn:aws:ecs:eu-central-1:${account}:task-definition/shop:3`)).toEqual({
      partition: 'aws',
      service: 'ecs',
      region: 'eu-central-1',
      account,
      resource: 'task-definition/shop:3',
    });
  });

  it('knows neither Region nor account of a policy of AWS', () => {
    expect(parseArn('arn:aws:iam::aws:policy/AdministratorAccess')).toMatchObject({
      region: null,
      account: null,
    });
  });

  it.each([
    null,
    '',
    'shop',
    'arn:odd',
    'arn:aws:iam::111122223333:',
    'arn::iam::111122223333:root',
    'urn:aws:iam::111122223333:root',
    `arn:aws:iam::111122223333:role/${'x'.repeat(2048)}`,
  ])('takes %s for none', (text) => expect(parseArn(text)).toBeNull());

  it('never throws, and finds the account that accountOfArn finds', () => {
    const text = fc
      .array(fc.constantFrom('arn', 'aws', ':', '/', account, 'role', '*', ''))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (arn) => {
        const parsed = parseArn(arn);
        if (parsed !== null) expect(parsed.account).toBe(accountOfArn(arn));
        expect(pathless(pathless(arn))).toBe(pathless(arn));
        expect(nameOf(nameOf(arn)).length).toBeLessThanOrEqual(arn.length);
      }),
    );
  });
});

describe('accounts', () => {
  it.each([
    [`arn:aws:iam::${account}:role/a`, account],
    [`arn:*:iam::${account}:role/*`, account],
    [`arn:aws:iam::${account}`, account],
    ['arn:aws:iam::aws:policy/a', null],
    ['arn:aws:iam::*:role/a', null],
    [account, null],
  ])('of %s: %s', (arn, found) => expect(accountOfArn(arn)).toBe(found));

  it('stand as root for everybody in them', () => {
    expect(isAccountRoot(`arn:aws:iam::${account}:root`)).toBe(true);
    expect(isAccountRoot(`arn:aws:iam::${account}:user/root`)).toBe(false);
    expect(isAccountRoot(`arn:aws:iam::${account}:a:root`)).toBe(false);
  });
});

describe('names', () => {
  it.each([
    [`arn:aws:ecs:eu-central-1:${account}:task-definition/shop:3`, 'shop:3'],
    [`arn:aws:ecs:eu-central-1:${account}:service/prod/web`, 'web'],
    [`arn:aws:iam::${account}:role/team/shop`, 'shop'],
    [`arn:aws:iam::${account}:root`, 'root'],
    ['team/shop', 'team/shop'],
    ['arn:odd', 'arn:odd'],
  ])('%s goes by %s', (text, name) => expect(nameOf(text)).toBe(name));

  it('are null where there is none', () => {
    expect([null, ''].map(shortName)).toEqual([null, null]);
    expect(shortName('prod')).toBe('prod');
  });
});

describe('pathless', () => {
  it.each([
    [`arn:aws:iam::${account}:role/team/a/shop`, `arn:aws:iam::${account}:role/shop`],
    [`arn:aws-cn:iam::${account}:user/shop`, `arn:aws-cn:iam::${account}:user/shop`],
    [`arn:aws:iam::${account}:policy/x/shop`, `arn:aws:iam::${account}:policy/shop`],
  ])('%s is %s', (arn, found) => expect(pathless(arn)).toBe(found));

  it.each([
    'arn:aws:iam::aws:policy/job-function/Billing',
    `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/A1`,
    `arn:aws:iam::${account}:root`,
    `arn:aws:ecs:eu-central-1:${account}:service/prod/web`,
    'role/team/shop',
  ])('leaves %s alone', (arn) => expect(pathless(arn)).toBe(arn));
});

describe('roleOfSession', () => {
  it('names the role behind a session', () => {
    expect(roleOfSession(`arn:aws:sts::${account}:assumed-role/deploy/kim`)).toBe(
      `arn:aws:iam::${account}:role/deploy`,
    );
  });

  it.each([
    `arn:aws:iam::${account}:role/deploy`,
    `arn:aws:sts::${account}:federated-user/kim`,
    `arn:aws:sts::${account}:assumed-role`,
    'deploy',
  ])('finds none behind %s', (arn) => expect(roleOfSession(arn)).toBeNull());
});

describe('building', () => {
  it.each([
    ['eu-central-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
    [null, 'aws', 'amazonaws.com'],
  ])('knows the partition of %s', (region, partition, suffix) => {
    expect([partitionOf(region), dnsSuffix(region)]).toEqual([partition, suffix]);
  });

  it('needs account and Region, for IAM the account alone', () => {
    expect(regionalArn(home, 'ecs', 'cluster/prod')).toBe(`arn:aws:ecs:eu-central-1:${account}:cluster/prod`);
    expect(regionalArn({ ...home, region: null }, 'ecs', 'cluster/prod')).toBeNull();
    expect(iamArn({ account, region: 'cn-north-1' }, 'role/a')).toBe(`arn:aws-cn:iam::${account}:role/a`);
    expect(iamArn({ account, region: null }, 'role/a')).toBe(`arn:aws:iam::${account}:role/a`);
    expect(iamArn({ account: null, region: null }, 'role/a')).toBeNull();
  });
});
