/** Where a sealed value lives. It is bound to the value: moved to another column or row, it does not open. */
export type Place = `${string}.${string}:${string}`;

export const recipientOf = (messageId: string): Place => `messages.to_sealed:${messageId}`;
export const contentOf = (messageId: string): Place => `messages.content_sealed:${messageId}`;
export const inboundSenderOf = (id: string): Place => `inbound_messages.from_sealed:${id}`;
export const inboundContentOf = (id: string): Place => `inbound_messages.content_sealed:${id}`;
export const consentContentOf = (salt: Buffer): Place => `consent_entries.content_sealed:${salt.toString('hex')}`;
export const checkOf = (keyId: string): Place => `encryption_keys.check_value:${keyId}`;
export const secretOf = (setting: string): Place => `settings.value:${setting}`;
