import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { readCampaignFilters } from './campaigns/filters.ts';
import { NotFound } from './parts/failure.tsx';
import { AcceptInvite } from './session/accept-invite.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { Shell } from './shell/shell.tsx';

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

/** The campaigns are the first page, until there is a page of what needs somebody. */
const HomePage = () => <Navigate to="/campaigns" search={{}} replace />;

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: HomePage,
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
  component: lazyRouteComponent(() => import('./campaigns/draft/people-step.tsx'), 'PeopleStep'),
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

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    invite,
    shell.addChildren([home, campaigns, newCampaign, campaignPages, profile]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
