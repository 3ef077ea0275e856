import { Refusal, type Upload } from '@recado/messaging';
import type { Request, Response } from 'express';
import { liftBodyDeadline } from './body-deadline.ts';
import { discardRest, readUpload } from './upload.ts';

const refuseCompressed = ({ headers }: Request): void => {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new Refusal('unsupported-media-type', 'Send the file as it is, without Content-Encoding');
};

/** Hands over a body of any length while it arrives. What comes of one that is refused is thrown away. */
export const takeUpload = async <Taken>(
  request: Request,
  response: Response,
  take: (upload: Upload) => Promise<Taken>,
): Promise<Taken> => {
  liftBodyDeadline(response);
  try {
    refuseCompressed(request);
    return await take({ contentType: request.headers['content-type'], bytes: readUpload(request) });
  } catch (error) {
    discardRest(request);
    throw error;
  }
};
