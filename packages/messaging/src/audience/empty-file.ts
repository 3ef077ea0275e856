import { Refusal } from '../errors.ts';

export const emptyFile = (): Refusal =>
  new Refusal('invalid-request', 'The file has no rows', [{ field: '', reason: 'empty', message: 'has no rows' }]);
