/** What a pino logger has of what is needed here. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
