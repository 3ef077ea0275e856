import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ImportedRecipients, ImportList, ImportPreview } from '@recado/contract';
import { createTransport } from '@recado/client';
import { call } from './call.ts';
import { campaignKey } from './campaigns.ts';
import { fetchWithProgress } from './fetch-with-progress.ts';

/** The files that were taken into a campaign. */
export const importsQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'imports'],
    queryFn: ({ signal }) => call<ImportList>('GET', `/campaigns/${id}/imports`, { signal }),
  });

/** Says what each column is: `phone`, `timezone`, `ignored`, or `variable:` and the name of the variable. */
export type Mapping = Record<string, string>;

/** The first mebibyte is enough to see the columns and many rows. */
const previewBytes = 1024 * 1024;

/** Names the draft, and its version: another template has other variables. */
type PreviewRequest = { id: string; version: string; file: File; mapping: Mapping };

/** Looks at a file as the import will. Another mapping looks again, without another choice of the file. */
export const importPreviewQuery = ({ id, version, file, mapping }: PreviewRequest) =>
  queryOptions({
    queryKey: ['import-preview', id, version, file.name, file.size, file.lastModified, mapping],
    queryFn: ({ signal }) =>
      call<ImportPreview>('POST', '/imports/preview', {
        query: { campaign: id, columns: columnsOf(mapping), size: file.size },
        upload: { contentType: typeOf(file), body: file.slice(0, isWorkbook(file) ? file.size : previewBytes) },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

const columnsOf = (mapping: Mapping): string | undefined =>
  Object.keys(mapping).length ? JSON.stringify(mapping) : undefined;

/** The parts of a workbook can be found only from its end, so it is sent as a whole. */
const isWorkbook = ({ name }: File): boolean => /\.xlsx$/i.test(name);

/** Browsers know few endings, and call a CSV file of a spreadsheet an Excel file. */
const typeOf = (file: File): string => {
  if (isWorkbook(file)) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  if (/\.json$/i.test(file.name)) return 'application/json';
  return /\.(?:ndjson|jsonl)$/i.test(file.name) ? 'application/x-ndjson' : 'text/csv';
};

type Upload = {
  id: string;
  file: File;
  mapping: Mapping;
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
};

/** Sends a whole file. */
export const uploadRecipients = ({ id, file, mapping, onProgress, signal }: Upload): Promise<ImportedRecipients> => {
  const { json } = createTransport({ retries: 0, fetch: fetchWithProgress(onProgress) });
  return json('POST', `/v1/campaigns/${id}/recipients`, {
    query: { columns: columnsOf(mapping) },
    upload: { contentType: typeOf(file), body: file.slice(0, file.size, typeOf(file)) },
    signal,
  });
};
