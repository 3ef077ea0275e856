import type { Content } from './content.ts';

const iso = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** What the Content API says of a content with or without its approval. `base` is where the API is, without a path. */
export const toContentSummary = (accountSid: string, content: Content) => ({
  sid: content.sid,
  account_sid: accountSid,
  friendly_name: content.friendlyName,
  language: content.language,
  variables: content.variables,
  types: content.types,
  date_created: iso(content.createdAt),
  date_updated: iso(content.createdAt),
});

export const toContentResource = (accountSid: string, content: Content, base: string) => {
  const url = `${base}/v1/Content/${content.sid}`;
  return {
    ...toContentSummary(accountSid, content),
    url,
    links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` },
  };
};
