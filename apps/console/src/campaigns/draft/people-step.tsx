import { Plural, Trans } from '@lingui/react/macro';
import type { ImportedRecipients } from '@recado/contract';
import { useState } from 'react';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Card, Row, Stack } from '../../parts/page.tsx';
import { useCampaign } from '../campaign-page.tsx';
import { ChooseFile } from './choose-file.tsx';
import { EmptyAudience } from './empty-audience.tsx';
import { FileReview } from './file-review.tsx';
import { ImportedFiles } from './imported-files.tsx';
import { ImportResult } from './import-result.tsx';

/** Files stay in the tab, so that a change of the message costs one click and not another search for the file. */
const filesOfTab = new Map<string, File>();

/** Chooses a file, says what its columns are, and takes its people in. */
export const PeopleStep = () => {
  const { id, recipients, status } = useCampaign();
  const [file, setFile] = useState(() => filesOfTab.get(id));
  const [result, setResult] = useState<ImportedRecipients>();
  const [isAdding, setAdding] = useState(false);
  const choose = (chosen: File | undefined) => {
    if (chosen) filesOfTab.set(id, chosen);
    else filesOfTab.delete(id);
    setFile(chosen);
    setResult(undefined);
  };
  const finish = (imported: ImportedRecipients) => {
    setResult(imported);
    setAdding(false);
  };
  if (status !== 'draft') return null;
  const isChoosing = recipients === 0 || isAdding;
  return (
    <Stack>
      {recipients > 0 && <Audience result={result} onAdd={() => setAdding(true)} />}
      {result && <ImportResult id={id} result={result} />}
      {!result && recipients > 0 && <ImportedFiles id={id} />}
      {isChoosing &&
        (file && !result ? (
          <FileReview file={file} onOther={() => choose(undefined)} onDone={finish} />
        ) : (
          <ChooseFile onChoose={choose} />
        ))}
    </Stack>
  );
};

type AudienceProps = { result: ImportedRecipients | undefined; onAdd: () => void };

const Audience = ({ onAdd }: AudienceProps) => {
  const { id, recipients } = useCampaign();
  return (
    <Card
      title={<Plural value={recipients} one="# person is in this campaign" other="# people are in this campaign" />}
    >
      <Row>
        <ButtonLink to="/campaigns/$id/when" params={{ id }} look="primary">
          <Trans>Go on</Trans>
        </ButtonLink>
        <Button onPress={onAdd}>
          <Trans>Add another file</Trans>
        </Button>
        <EmptyAudience id={id} />
      </Row>
    </Card>
  );
};
