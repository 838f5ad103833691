"""What ministack lacks of API Gateway, and of its resources in CloudFormation. Each function says why it is there."""

import contextvars
import json
import sys
import uuid
from pathlib import Path

from ministack.services import apigateway_v1, stepfunctions
from ministack.services.cloudformation import provisioners

sys.path.append(str(Path(__file__).parents[1] / "peers"))
from api_gateway import Input, render  # noqa: E402

RESOURCES = provisioners._RESOURCE_HANDLERS

request_id = contextvars.ContextVar("request_id")


async def one_request(*words, serve=apigateway_v1._handle_execute_in_scope):
    """ministack makes an id for a request, and tells no integration."""
    request_id.set(str(uuid.uuid4()))
    return await serve(*words)


async def call_service(integration, *words, call_lambda=apigateway_v1._invoke_lambda_custom_v1, **owner):
    """ministack takes an integration with Step Functions for one with Lambda, and answers 504."""
    action = integration["uri"].partition(":states:action/")[2]
    if not action:
        return await call_lambda(integration, *words, **owner)
    headers, body = words[6], words[7]
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    call, _ = render(integration["requestTemplates"][media_type], Input(body, headers), request_id.get())
    target = {"x-amz-target": f"AWSStepFunctions.{action}"}
    status, _, result = await stepfunctions.handle_request("POST", "/", target, call.encode(), {})
    response = apigateway_v1._select_service_integration_response(integration, status)
    return answer(response, Input(result))


def answer_mock(integration):
    """ministack sends a mock's template as it stands."""
    (response,) = integration["integrationResponses"].values()
    return answer(response, Input("{}"))


def answer(response, given):
    text, override = render(response["responseTemplates"]["application/json"], given, request_id.get())
    headers = {"Content-Type": "application/json"}
    for place, source in response["responseParameters"].items():
        headers[place.removeprefix("method.response.header.")] = parameter(source)
    return override.get("status", int(response["statusCode"])), headers | override["header"], text.encode()


def parameter(source):
    return request_id.get() if source == "context.requestId" else source.strip("'")


def check_request(method, *words, check=apigateway_v1._check_request_validation):
    """ministack looks for a model by the body's content type, and knows none that is for every type."""
    models = method["requestModels"]
    if "$default" in models:
        method = {**method, "requestModels": {"application/json": models["$default"], **models}}
    return check(method, *words)


def create_validator(_logical_id, properties, _stack):
    """ministack's CloudFormation answers that there is a validator, and makes none."""
    flags = {name[0].lower() + name[1:]: it for name, it in properties.items()}
    _, _, made = apigateway_v1._create_request_validator(properties["RestApiId"], flags)
    validator = json.loads(made)["id"]
    return validator, {"RequestValidatorId": validator}


def create_method(logical_id, properties, stack, create=provisioners._apigw_method_create):
    """ministack's CloudFormation does not give the validator to the method."""
    created = create(logical_id, properties, stack)
    resource = apigateway_v1._resources[properties["RestApiId"]][properties["ResourceId"]]
    resource["resourceMethods"][properties["HttpMethod"]]["requestValidatorId"] = properties.get("RequestValidatorId")
    return created


def start_by_alias(call, start=stepfunctions._start_sync_execution):
    """ministack's StartSyncExecution knows no alias, as its StartExecution does. What runs is the newest machine, whatever
    the version."""
    machine = stepfunctions._resolve_state_machine_arn(call["stateMachineArn"])
    return start({**call, "stateMachineArn": machine} if machine else call)


def create_version(_logical_id, properties, _stack):
    """ministack's CloudFormation knows no version of a state machine; its Step Functions does. Another revision is another one."""
    asked = {"stateMachineArn": properties["StateMachineArn"], "revisionId": properties["StateMachineRevisionId"]}
    version = made(stepfunctions._publish_state_machine_version(asked))["stateMachineVersionArn"]
    return version, {"Arn": version}


def create_alias(_logical_id, properties, _stack):
    """Nor an alias. It shifts at once: the time between, and the way back, AWS alone has."""
    asked = {"name": properties["Name"], "routingConfiguration": routing(properties)}
    alias = made(stepfunctions._create_state_machine_alias(asked))["stateMachineAliasArn"]
    return alias, {"Arn": alias}


def update_alias(alias, _old, properties, _stack):
    asked = {"stateMachineAliasArn": alias, "routingConfiguration": routing(properties)}
    made(stepfunctions._update_state_machine_alias(asked))
    return alias, {"Arn": alias}


def delete_alias(alias, _properties):
    stepfunctions._delete_state_machine_alias({"stateMachineAliasArn": alias})


def routing(properties):
    version = properties["DeploymentPreference"]["StateMachineVersionArn"]
    return [{"stateMachineVersionArn": version, "weight": 100}]


def made(response):
    status, _, body = response
    if status != 200:
        raise ValueError(body)
    return json.loads(body)


def put_in_place():
    apigateway_v1._handle_execute_in_scope = one_request
    apigateway_v1._invoke_lambda_custom_v1 = call_service
    apigateway_v1._invoke_mock_v1 = answer_mock
    apigateway_v1._check_request_validation = check_request
    stepfunctions._start_sync_execution = start_by_alias
    provisioners._apigw_method_create = create_method  # which its update calls
    RESOURCES["AWS::ApiGateway::Method"]["create"] = create_method
    RESOURCES["AWS::ApiGateway::RequestValidator"]["create"] = create_validator
    RESOURCES["AWS::StepFunctions::StateMachineVersion"] = {"create": create_version, "delete": lambda *_: None}
    RESOURCES["AWS::StepFunctions::StateMachineAlias"] = {
        "create": create_alias,
        "update": update_alias,
        "delete": delete_alias,
    }
