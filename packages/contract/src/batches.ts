import { z } from 'zod';
import { Message, SendMessage } from './messages.ts';
import { Problem } from './problem.ts';

/** The most messages of a batch. */
export const mostBatched = 1000;

/** Validates one message of `POST /v1/messages/batch`. */
export const BatchMessage = SendMessage.safeExtend({
  idempotency_key: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
    .optional()
    .meta({ description: 'As the header `Idempotency-Key` of `POST /v1/messages`, for this message alone' }),
}).meta({ id: 'BatchMessage' });
export type BatchMessage = z.infer<typeof BatchMessage>;

/** Shows what became of one message of a batch. */
export const BatchResult = z
  .object({
    status: z.int().meta({ description: '202, or the status that `POST /v1/messages` would have answered' }),
    message: Message.optional().meta({ description: 'The accepted message' }),
    replayed: z.literal(true).optional().meta({
      description: 'This message was accepted before with the same Idempotency-Key',
    }),
    problem: Problem.optional().meta({ description: 'The reason for which the message was not accepted' }),
  })
  .meta({ id: 'BatchResult' });
export type BatchResult = z.infer<typeof BatchResult>;

export const BatchResults = z
  .object({
    accepted: z.int(),
    refused: z.int(),
    data: z.array(BatchResult).meta({ description: 'Results in the order of the messages' }),
  })
  .meta({ id: 'BatchResults' });
export type BatchResults = z.infer<typeof BatchResults>;
