/** How many messages, and how many segments of SMS they take; of WhatsApp as many as messages. */
export type Quantity = { people: number; units: number };

/** People of an audience who are alike in what an estimate asks. */
export type AudiencePart = Quantity & {
  /** Why they would be kept back if they were sent something now. */
  reason?: string;
  /** ISO 3166; absent when the number does not tell. */
  country?: string;
  /** IANA names. */
  zones: string[];
  /** Which sender of the pool they belong to. */
  place: number;
  /** Those of them for whom an SMS stands by. */
  fallbacks: Quantity;
};
