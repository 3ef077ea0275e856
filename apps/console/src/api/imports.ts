import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ImportedRecipients, Problem } from '@recado/contract';
import { ApiError, call, queryOf } from './call.ts';

export type ColumnUse = 'phone' | 'timezone' | 'variable' | 'ignored';

export type PreviewColumn = {
  name: string;
  use: ColumnUse;
  variable?: string;
  /** False where the name of the column allows a guess only. */
  sure: boolean;
  examples: string[];
  blank_share: number;
};

export type PreviewRow = {
  line: number;
  cells: string[];
  to_masked?: string;
  country?: string;
  text?: string;
  segments?: number;
  errors: { field: string; reason: string; message?: string }[];
};

/** Shows what the API made of the first part of a file. Nothing is stored. */
export type ImportPreview = {
  kind: string;
  encoding?: string;
  delimiter?: string;
  columns: PreviewColumn[];
  missing_variables: string[];
  rows: PreviewRow[];
  rows_seen: number;
  good: number;
  bad_by_reason: Record<string, number>;
  rows_estimated: number;
  file_problem?: { reason: string; message: string } | string;
};

/** Says what each column is: `phone`, `timezone`, `ignored`, or `variable:` and the name of the variable. */
export type Mapping = Record<string, string>;

/** The first mebibyte is enough to see the columns and many rows. */
const previewBytes = 1024 * 1024;

type PreviewRequest = { file: File; template: string; language: string; mapping: Mapping };

const columnsOf = (mapping: Mapping): string | undefined =>
  Object.keys(mapping).length ? JSON.stringify(mapping) : undefined;

/** Looks at a file as the import will. Another mapping looks again, without another choice of the file. */
export const importPreviewQuery = ({ file, template, language, mapping }: PreviewRequest) =>
  queryOptions({
    queryKey: ['import-preview', file.name, file.size, file.lastModified, template, language, mapping],
    queryFn: ({ signal }) =>
      call<ImportPreview>('POST', `/imports/preview${queryOf({ template, language, columns: columnsOf(mapping) })}`, {
        body: file.slice(0, previewBytes, typeOf(file)),
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Browsers know few endings, and call a CSV file of a spreadsheet an Excel file. */
const typeOf = ({ name }: File): string => (/\.(?:ndjson|jsonl)$/i.test(name) ? 'application/x-ndjson' : 'text/csv');

type Upload = {
  id: string;
  file: File;
  mapping: Mapping;
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
};

/** Sends a whole file. XMLHttpRequest, because fetch does not say how much was sent. */
export const uploadRecipients = ({ id, file, mapping, onProgress, signal }: Upload): Promise<ImportedRecipients> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/v1/campaigns/${id}/recipients${queryOf({ columns: columnsOf(mapping) })}`);
    request.setRequestHeader('Content-Type', typeOf(file));
    request.setRequestHeader('X-Recado-Console', '1');
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => {
      const answer = JSON.parse(request.responseText || '{}') as ImportedRecipients & Problem;
      if (request.status < 300) resolve(answer);
      else reject(new ApiError(request.status, answer));
    });
    request.addEventListener('error', () => reject(new ApiError(0, { type: 'offline' })));
    request.addEventListener('abort', () => reject(new DOMException('The upload was canceled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file.slice(0, file.size, typeOf(file)));
  });
