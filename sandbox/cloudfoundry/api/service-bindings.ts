import type { Reply } from '../../server.ts';
import { badQuery, NotModelled, notFound, notFoundAs, unprocessable } from '../errors.ts';
import type { App, JobSubject } from '../model.ts';
import { presentApp } from '../present/apps.ts';
import { presentServiceBinding, presentServiceInstance } from '../present/services.ts';
import type { Call } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { commaList, type Filters, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { changeMetadata, metadataOf } from '../request/metadata.ts';
import { isBusy, isUnderWay } from '../services/bindings.ts';
import type { ServiceBinding, ServiceInstance } from '../services/model.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, noContent, ok } from './endpoint.ts';
import { canReadInstance } from './service-instances.ts';

const filters: Filters<ServiceBinding> = {
  names: (one) => (one.name === undefined ? [] : [one.name]),
  service_instance_guids: (one) => [one.instance.guid],
  service_instance_names: (one) => [one.instance.name],
  service_plan_names: (one) => (one.instance.managed === undefined ? [] : [one.instance.managed.plan.name]),
  service_plan_guids: (one) => (one.instance.managed === undefined ? [] : [one.instance.managed.plan.guid]),
  service_offering_names: (one) => (one.instance.managed === undefined ? [] : [one.instance.managed.offering]),
  app_guids: (one) => [one.app.guid],
  app_names: (one) => [one.app.name],
  type: () => ['app'],
};
const includable = ['app', 'service_instance'];

/** Bindings of apps to services (CCNG, service_credential_bindings_controller.rb). */
export function serviceBindingEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link, bindings } = foundation;
  const binding = (call: Call): ServiceBinding =>
    call.visible(world.serviceBindings, call.param('guid'), (one) => one.app.space, 'Service credential binding');
  const path = '/v3/service_credential_bindings';

  return [
    { method: 'POST', path, query: [], answer: (call) => create(foundation, call) },
    {
      method: 'GET',
      path,
      query: listKeys(...Object.keys(filters), 'service_offering_guids', 'include'),
      answer: (call) => {
        if (call.query.has('service_offering_guids')) throw new NotModelled('guids of service offerings');
        const type = call.query.get('type');
        if (type !== null && type !== 'app' && type !== 'key') throw badQuery("Type must be one of 'app', 'key'");
        const includes = includesOf(call);
        const mine = world.serviceBindings.filter((one) => call.canRead(one.app.space));
        const page = pageOf(call, foundation.url, mine, filters, (one) => one, { name: (one) => one.name ?? '' });
        const entries = page.resources as readonly ServiceBinding[];
        return ok({
          pagination: page.pagination,
          resources: entries.map((one) => presentServiceBinding(link, one)),
          ...includedBy(foundation, includes, entries),
        });
      },
    },
    {
      method: 'GET',
      path: `${path}/:guid`,
      query: ['include'],
      answer: (call) => {
        const includes = includesOf(call);
        const target = binding(call);
        return ok({ ...presentServiceBinding(link, target), ...includedBy(foundation, includes, [target]) });
      },
    },
    {
      method: 'GET',
      path: `${path}/:guid/details`,
      query: [],
      answer: (call) => {
        const { app, instance, operation } = binding(call);
        if (!call.canWrite(app.space)) throw notFound('Service credential binding');
        if (operation.type !== 'create' || operation.state !== 'succeeded') {
          const what = operation.type === 'create' ? 'Creation' : 'Deletion';
          throw notFoundAs(`${what} of service binding ${operation.state}`);
        }
        const { credentials, syslogDrainUrl } = instance;
        return ok({ credentials, ...(syslogDrainUrl === undefined ? {} : { syslog_drain_url: syslogDrainUrl }) });
      },
    },
    {
      method: 'GET',
      path: `${path}/:guid/parameters`,
      query: [],
      answer: () => {
        throw new NotModelled('reading the parameters of a binding back from its broker');
      },
    },
    {
      method: 'PATCH',
      path: `${path}/:guid`,
      query: [],
      answer: (call) => {
        const target = binding(call);
        call.require('write', target.app.space);
        if (isUnderWay(target.operation, 'delete')) throw unprocessable('The service binding is being deleted');
        const message = new Message(call.body(), ['metadata']);
        message.check();
        changeMetadata(target, message.value('metadata'));
        world.touch(target);
        return ok(presentServiceBinding(link, target));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:guid`,
      query: [],
      answer: (call) => {
        const target = binding(call);
        call.require('manage', target.app.space);
        const { operation, instance } = target;
        if (operation.state === 'initial' || isUnderWay(operation, 'delete')) {
          throw unprocessable('There is an operation in progress for the service binding.');
        }
        if (isBusy(instance)) throw unprocessable('There is an operation in progress for the service instance.');
        if (instance.managed !== undefined) {
          return acceptedJob(foundation, 'service_bindings.delete', subjectOf(foundation, target), (job) =>
            bindings.work('unbind', target, call.caller, job),
          );
        }
        void bindings.unbind(target, call.caller);
        return noContent();
      },
    },
  ];
}

function create(foundation: Foundation, call: Call): Reply {
  const { world, link, bindings } = foundation;
  const message = new Message(call.body(), ['type', 'name', 'relationships', 'parameters', 'strategy', 'metadata']);
  const type = message.value('type');
  const parameters = message.value('parameters');
  const name = message.value('name');
  const strategy = message.value('strategy');
  if (parameters !== undefined && parameters !== null && !isObject(parameters)) {
    message.problem('Parameters must be an object');
  }
  if (type !== 'app' && type !== 'key') message.problem("Type must be 'app' or 'key'");
  if (strategy !== undefined && strategy !== null && strategy !== 'single' && strategy !== 'multiple') {
    message.problem("Strategy must be 'single' or 'multiple'");
  }
  if (type === 'key') throw new NotModelled('service keys');
  const guids = message.relationships(['service_instance', 'app']);
  message.check();
  if (name !== undefined && name !== null && typeof name !== 'string') throw new NotModelled('a name that is no text');

  const instance = world.serviceInstances.find((one) => one.guid === guids.service_instance);
  if (instance === undefined || !canReadInstance(call, instance)) {
    throw unprocessable(`The service instance could not be found: '${guids.service_instance}'`);
  }
  if (instance.managed === undefined && message.has('parameters')) {
    throw unprocessable('Binding parameters are not supported for user-provided service instances');
  }
  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canRead(app.space)) {
    throw unprocessable(`The app could not be found: '${guids.app}'`);
  }
  call.require('manage', app.space);
  const binding = bindings.reserve({
    ...{ app, instance },
    name: name ?? undefined,
    parameters: isObject(parameters) ? parameters : undefined,
    metadata: metadataOf(message.value('metadata')),
  });
  if (instance.managed !== undefined) {
    return acceptedJob(foundation, 'service_bindings.create', subjectOf(foundation, binding), (job) =>
      bindings.work('bind', binding, call.caller, job),
    );
  }
  void bindings.bind(binding, call.caller);
  return created(presentServiceBinding(link, binding));
}

function subjectOf({ world }: Foundation, binding: ServiceBinding): JobSubject {
  const exists = () => world.serviceBindings.includes(binding);
  return { type: 'service_credential_binding', guid: binding.guid, exists };
}

function includesOf(call: Call): readonly string[] {
  const wanted = commaList(call.query.get('include')) ?? [];
  for (const name of wanted) {
    if (includable.includes(name)) continue;
    throw badQuery(`Invalid included resource: '${name}'. Valid included resources are: 'app', 'service_instance'`);
  }
  return wanted;
}

function includedBy({ link }: Foundation, includes: readonly string[], bindings: readonly ServiceBinding[]): object {
  if (includes.length === 0) return {};
  const apps: App[] = [...new Set(bindings.map((one) => one.app))];
  const instances: ServiceInstance[] = [...new Set(bindings.map((one) => one.instance))];
  return {
    included: {
      ...(includes.includes('app') ? { apps: apps.map((one) => presentApp(link, one)) } : {}),
      ...(includes.includes('service_instance')
        ? { service_instances: instances.map((one) => presentServiceInstance(link, one)) }
        : {}),
    },
  };
}
