import type { Category, Channel } from '@recado/contract';
import type { RecordedTemplate } from '../templates/template.ts';

/** A text that each person of an audience gets with the variables of their row. */
export type PlannedContent = { kind: 'template'; template: RecordedTemplate } | { kind: 'body'; body: string };

/** What the rows of a campaign's audience have to be good for. */
export type AudiencePlan = {
  campaignId: string;
  /** Of the campaign's settings: rows checked for others are worth nothing. */
  version: number;
  channel: Channel;
  category: Category;
  template: RecordedTemplate;
  /** For rows that do not have them. */
  defaults: Readonly<Record<string, string>>;
  /** The SMS that stands by. */
  fallback?: PlannedContent & { defaults: Readonly<Record<string, string>> };
};
