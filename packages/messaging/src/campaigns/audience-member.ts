import type { Content } from '../messages/message.ts';

/** One person of an audience, as the import recorded them. The contents hold the row's own variables alone. */
export type AudienceMember = {
  /** Also of the message. */
  id: string;
  line: number;
  /** E.164. */
  to: string;
  /** Why nothing would be sent, as it was known at the import. */
  keptBack?: string;
  content: Content;
  /** Of the SMS that stands by. */
  fallback?: Content;
};

/** Which one: of a line of the file, by id, by an E.164 number in any spelling, or the one who came first. */
export type MemberChoice = { line: number } | { id: string } | { to: string } | 'first';
