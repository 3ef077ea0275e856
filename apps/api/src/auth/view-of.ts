import { mayDo } from '@recado/messaging';
import type { Response } from 'express';
import type { View } from '../present/message.ts';
import { callerOf } from './caller.ts';

/** What the caller may see of people's numbers. */
export const viewOf = (response: Response): View => ({ unmasked: mayDo(callerOf(response), 'pii:read') });
