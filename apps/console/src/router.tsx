import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { AuditFilters } from './api/operations.ts';
import { readCampaignFilters, readRecipientFilters } from './campaigns/filters.ts';
import { Broken, NotFound } from './parts/failure.tsx';
import { AcceptInvite } from './session/accept-invite.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { Shell } from './shell/shell.tsx';

/** Says that the thing of a page does not exist, and names the list of such things. */
type Missing = { text: MessageDescriptor; list: '/campaigns' | '/operations'; name: MessageDescriptor };

const missingCampaign: Missing = {
  text: msg`This campaign does not exist. It was deleted, or the address is wrong.`,
  list: '/campaigns',
  name: msg`All campaigns`,
};

const root = createRootRoute({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }: Record<string, unknown>) => (typeof to === 'string' && /^\/(?!\/)/.test(to) ? { to } : {}),
  component: SignInPage,
});

const invite = createRoute({ getParentRoute: () => root, path: '/invite', component: AcceptInvite });

/** Everything behind the sign-in. */
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
});

const operations = createRoute({
  getParentRoute: () => shell,
  path: '/operations',
  component: lazyRouteComponent(() => import('./operations/operations-page.tsx'), 'OperationsPage'),
});

const senders = createRoute({
  getParentRoute: () => operations,
  path: '/',
  component: lazyRouteComponent(() => import('./operations/senders-page.tsx'), 'SendersPage'),
});

const sender = createRoute({
  getParentRoute: () => operations,
  path: 'senders/$id',
  validateSearch: readHours,
  staticData: {
    missing: {
      text: msg`This sender does not exist. The address is wrong.`,
      list: '/operations',
      name: msg`All senders`,
    },
  },
  component: lazyRouteComponent(() => import('./operations/sender-page.tsx'), 'SenderPage'),
});

const failures = createRoute({
  getParentRoute: () => operations,
  path: 'failures',
  validateSearch: readHours,
  component: lazyRouteComponent(() => import('./operations/failures-page.tsx'), 'FailuresPage'),
});

const callbacks = createRoute({
  getParentRoute: () => operations,
  path: 'callbacks',
  component: lazyRouteComponent(() => import('./operations/callbacks-page.tsx'), 'CallbacksPage'),
});

const audit = createRoute({
  getParentRoute: () => operations,
  path: 'audit',
  validateSearch: ({ actor, action }: Record<string, unknown>): AuditFilters => ({
    ...(typeof actor === 'string' && actor && { actor }),
    ...(typeof action === 'string' && action && { action }),
  }),
  component: lazyRouteComponent(() => import('./operations/audit-page.tsx'), 'AuditPage'),
});

const campaigns = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns',
  validateSearch: readCampaignFilters,
  component: lazyRouteComponent(() => import('./campaigns/list-page.tsx'), 'CampaignListPage'),
});

const campaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/$id',
  staticData: { missing: missingCampaign },
  component: lazyRouteComponent(() => import('./campaigns/campaign-page.tsx'), 'CampaignPage'),
});

const campaignEntry = createRoute({
  getParentRoute: () => campaign,
  path: '/',
  component: lazyRouteComponent(() => import('./campaigns/campaign-page.tsx'), 'CampaignEntry'),
});

const newCampaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/new',
  validateSearch: ({ from }: Record<string, unknown>) =>
    typeof from === 'string' && /^[\da-f-]{36}$/i.test(from) ? { from } : {},
  staticData: {
    missing: {
      ...missingCampaign,
      text: msg`The campaign whose people you want does not exist. It was deleted, or the address is wrong.`,
    },
  },
  component: lazyRouteComponent(() => import('./campaigns/draft/new-page.tsx'), 'NewCampaignPage'),
});

const message = createRoute({
  getParentRoute: () => campaign,
  path: 'message',
  component: lazyRouteComponent(() => import('./campaigns/draft/message-step.tsx'), 'MessageStep'),
});

const people = createRoute({
  getParentRoute: () => campaign,
  path: 'people',
  validateSearch: readRecipientFilters,
  component: lazyRouteComponent(() => import('./campaigns/recipients-page.tsx'), 'PeoplePage'),
});

const when = createRoute({
  getParentRoute: () => campaign,
  path: 'when',
  component: lazyRouteComponent(() => import('./campaigns/draft/when-step.tsx'), 'WhenStep'),
});

const consent = createRoute({
  getParentRoute: () => campaign,
  path: 'consent',
  component: lazyRouteComponent(() => import('./campaigns/draft/consent-step.tsx'), 'ConsentStep'),
});

const review = createRoute({
  getParentRoute: () => campaign,
  path: 'review',
  component: lazyRouteComponent(() => import('./campaigns/draft/review-step.tsx'), 'ReviewStep'),
});

const progress = createRoute({
  getParentRoute: () => campaign,
  path: 'progress',
  component: lazyRouteComponent(() => import('./campaigns/progress/progress-page.tsx'), 'ProgressPage'),
});

const results = createRoute({
  getParentRoute: () => campaign,
  path: 'results',
  component: lazyRouteComponent(() => import('./campaigns/progress/results-page.tsx'), 'ResultsPage'),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  component: lazyRouteComponent(() => import('./session/profile-page.tsx'), 'ProfilePage'),
});

const campaignPages = campaign.addChildren([campaignEntry, message, people, when, consent, review, progress, results]);

const operationPages = operations.addChildren([senders, sender, failures, callbacks, audit]);

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    invite,
    shell.addChildren([home, campaigns, newCampaign, campaignPages, operationPages, profile]),
  ]),
  defaultErrorComponent: Broken,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

/** Hours up to now, in the address. */
function readHours({ hours }: Record<string, unknown>): { hours?: number } {
  return typeof hours === 'number' && Number.isInteger(hours) && hours > 0 && hours <= 744 ? { hours } : {};
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    missing?: Missing;
  }
}
