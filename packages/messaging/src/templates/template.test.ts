import type { ApprovalStatus, Category } from '@recado/contract';
import { expect, it } from 'vitest';
import { approvalProblem } from './template.ts';

const template = (category: Category, status?: ApprovalStatus, rejectionReason?: string) => ({
  name: 'promotion',
  language: 'pt_BR',
  category,
  approval: { checkedAt: new Date(0), ...(status && { status }), ...(rejectionReason && { rejectionReason }) },
});

it.each<ApprovalStatus>(['rejected', 'paused', 'disabled'])('nothing goes out of a template that is %s', (status) => {
  for (const category of ['authentication', 'utility', 'marketing'] as const)
    expect(approvalProblem(template(category, status))).toContain(status);
});

it.each<ApprovalStatus>(['unsubmitted', 'received', 'pending'])('only marketing minds that it is %s', (status) => {
  expect(approvalProblem(template('marketing', status))).toContain(status);
  expect(approvalProblem(template('utility', status))).toBeUndefined();
});

it('lets through what is approved, and what Twilio does not know or was not asked about', () => {
  expect(approvalProblem(template('marketing', 'approved'))).toBeUndefined();
  expect(approvalProblem(template('marketing'))).toBeUndefined();
  const { approval: _approval, ...unasked } = template('marketing');
  expect(approvalProblem(unasked)).toBeUndefined();
});

it('names the template, its status and what WhatsApp said', () => {
  expect(approvalProblem(template('marketing', 'rejected', 'INVALID_FORMAT'))).toMatch(
    /^promotion in pt_BR was rejected by WhatsApp \(rejected: INVALID_FORMAT\): .*content_sid/,
  );
});
