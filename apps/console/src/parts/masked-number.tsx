import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { useEffect } from 'react';
import type { RevealedNumber } from '@recado/contract';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { sayProblem } from '../words/problems.ts';
import { IconButton } from './button.tsx';

type Props = {
  /** As the API masks it. */
  number: string;
  /** The path of the message or recipient that has it. Give it as the key, too: another one hides the number. */
  object: string;
};

/** A masked number. Who has the grant sees it whole for half a minute, and the audit log says so. */
export const MaskedNumber = ({ number, object }: Props) => {
  const { t, i18n } = useLingui();
  const mayReveal = useMay('pii:reveal');
  const reveal = useMutation({
    gcTime: 0,
    mutationFn: () => call<RevealedNumber>('POST', '/reveals', { body: { object } }),
  });
  const { data: shown, reset } = reveal;
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(reset, shown.shown_for_seconds * 1000);
    return () => clearTimeout(timer);
  }, [shown, reset]);
  return (
    <>
      <bdi>{shown?.number ?? number}</bdi>
      {mayReveal && (
        <IconButton
          label={shown ? t`Hide the number` : t`Show the whole number`}
          onPress={() => (shown ? reset() : reveal.mutate())}
          isPending={reveal.isPending}
        >
          {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        </IconButton>
      )}
      {reveal.error && <span role="alert">{sayProblem(i18n, reveal.error)}</span>}
    </>
  );
};
