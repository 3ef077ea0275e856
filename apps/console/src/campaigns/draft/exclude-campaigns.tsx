import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignsNamedQuery } from '../../api/campaigns.ts';
import { Failure } from '../../parts/failure.tsx';
import { Field } from '../../parts/field.tsx';
import { Check } from '../../parts/options.tsx';
import { Card } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Written } from '../../parts/written-text.tsx';

const shownCampaigns = 10;

type Props = {
  /** The campaign that is being changed: its own people cannot be left out. */
  id: string | undefined;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Leaves out people who are in other campaigns. They are compared when a file is taken in. */
export const ExcludeCampaigns = ({ id, chosen, onChange }: Props) => {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(chosen.length > 0);
  const campaigns = useQuery({ ...campaignsNamedQuery(text.trim()), enabled: isOpen });
  const others = campaigns.data?.data.filter((campaign) => campaign.id !== id && campaign.recipients > 0) ?? [];
  const toggle = (other: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, other] : chosen.filter((known) => known !== other));
  return (
    <Card title={<Trans>People to leave out</Trans>}>
      <Check isOn={isOpen} onChange={(isOn) => (isOn ? setOpen(true) : (setOpen(false), onChange([])))}>
        <Trans>Leave out everybody who is in another campaign</Trans>
      </Check>
      {isOpen && (
        <>
          <Field type="search" label={t`Search by name`} value={text} onChange={setText} />
          {campaigns.error && <Failure error={campaigns.error} onRetry={() => void campaigns.refetch()} />}
          {campaigns.isPending && <Skeleton rows={2} />}
          {campaigns.data && others.length === 0 && (
            <p>
              <Trans>No campaign with people has this name.</Trans>
            </p>
          )}
          {others.slice(0, shownCampaigns).map((campaign) => (
            <Check key={campaign.id} isOn={chosen.includes(campaign.id)} onChange={(isOn) => toggle(campaign.id, isOn)}>
              <Written text={campaign.name} />
            </Check>
          ))}
          <p role="status">
            <Plural value={chosen.length} one="# chosen" other="# chosen" />
          </p>
        </>
      )}
    </Card>
  );
};
