import type { App, Instance, Process } from '../model.ts';
import { urlOf } from '../present/places.ts';
import { boundTo } from '../services/bindings.ts';
import type { ServiceBinding } from '../services/model.ts';
import { databaseUrl, vcapServices } from '../services/vcap-services.ts';
import type { World } from '../world.ts';

type Variables = Readonly<Record<string, string>>;

/** What the platform tells every container of an app; it wins over the app's own variables (CCNG, diego/environment.rb). */
export function systemEnvironment(world: World, app: App, memoryMb: number, process?: Process): Variables {
  const bindings = boundTo(world, app);
  const database = databaseUrl(bindings);
  const uris = world.routes.filter((route) => route.destinations.some((to) => to.app === app)).map(urlOf);
  const { space } = app;
  const application = {
    limits: { fds: 16_384 },
    ...{ application_name: app.name, application_uris: uris, name: app.name, uris },
    ...{ space_name: space.name, space_id: space.guid },
    ...{ organization_id: space.org.guid, organization_name: space.org.name },
    application_id: app.guid,
    ...(process === undefined
      ? {}
      : {
          ...{ process_id: process.guid, process_type: process.type },
          ...{ version: process.version, application_version: process.version },
        }),
  };
  return {
    VCAP_APPLICATION: JSON.stringify(application),
    ...servicesTold(app, bindings),
    MEMORY_LIMIT: `${memoryMb}m`,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  };
}

/** In a variable, or where the app's features have it: in a file, or in a folder for each. */
function servicesTold({ features }: App, bindings: readonly ServiceBinding[]): Variables {
  if (features['file-based-vcap-services']) return { VCAP_SERVICES_FILE_PATH: '/etc/cf-app/vcap_services' };
  if (features['service-binding-k8s']) return { SERVICE_BINDING_ROOT: '/etc/cf-service-bindings' };
  return { VCAP_SERVICES: JSON.stringify(vcapServices(bindings)) };
}

/** All variables that an app reads in one of its instances. */
export function environmentOf({ lrp, index, guid }: Instance): Variables {
  const port = lrp.openPorts[0];
  return {
    ...lrp.environment,
    ...lrp.systemEnvironment,
    ...(port === undefined ? {} : { PORT: String(port) }),
    CF_INSTANCE_INDEX: String(index),
    CF_INSTANCE_GUID: guid,
  };
}
