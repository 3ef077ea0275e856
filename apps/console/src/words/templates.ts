import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Template } from '@recado/contract';

export const channels: Record<Template['channel'], MessageDescriptor> = { whatsapp: msg`WhatsApp`, sms: msg`SMS` };

export const categories: Record<Template['category'], MessageDescriptor> = {
  utility: msg`utility`,
  marketing: msg`marketing`,
  authentication: msg`authentication`,
};

type Status = NonNullable<NonNullable<Template['approval']>['status']>;

/** Names WhatsApp's decision about a template. */
export const approvals: Record<Status, MessageDescriptor> = {
  unsubmitted: msg`not submitted to WhatsApp`,
  received: msg`being reviewed`,
  pending: msg`being reviewed`,
  approved: msg`approved`,
  rejected: msg`rejected`,
  paused: msg`paused by WhatsApp`,
  disabled: msg`disabled by WhatsApp`,
};
