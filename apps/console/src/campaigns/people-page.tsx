import { useCampaign } from './campaign-page.tsx';
import { PeopleStep } from './draft/people-step.tsx';
import { RecipientsPage } from './recipients-page.tsx';

/** A draft takes people in. Later the same address shows what became of them. */
export const PeoplePage = () => (useCampaign().status === 'draft' ? <PeopleStep /> : <RecipientsPage />);
