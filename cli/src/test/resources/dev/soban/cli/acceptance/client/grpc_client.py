"""Asks one question over gRPC: TARGET raw|typed|stream MODEL FILE.

Each line of the file is an input, each line printed an output: name, datatype, shape and
bytes in base64, with a blank between.
"""

import base64
import struct
import sys

import grpc
import inference_pb2 as messages
import inference_pb2_grpc as service
import numpy

KINDS = {
    "BOOL": ("bool_contents", "?"),
    "INT8": ("int_contents", "<i1"),
    "INT16": ("int_contents", "<i2"),
    "INT32": ("int_contents", "<i4"),
    "INT64": ("int64_contents", "<i8"),
    "UINT8": ("uint_contents", "<u1"),
    "FP32": ("fp32_contents", "<f4"),
    "FP64": ("fp64_contents", "<f8"),
}


def strings(memory):
    position = 0
    while position < len(memory):
        (length,) = struct.unpack_from("<I", memory, position)
        yield memory[position + 4 : position + 4 + length]
        position += 4 + length


def fill(contents, datatype, memory):
    if datatype == "BYTES":
        contents.bytes_contents.extend(strings(memory))
    else:
        field, kind = KINDS[datatype]
        getattr(contents, field).extend(numpy.frombuffer(memory, kind).tolist())


def question(way, model, path):
    request = messages.ModelInferRequest(model_name=model)
    with open(path, encoding="ascii") as lines:
        for line in lines:
            name, datatype, shape, encoded = line.rstrip("\n").split(" ")
            memory = base64.b64decode(encoded)
            tensor = request.inputs.add(
                name=name, datatype=datatype, shape=[int(dim) for dim in shape.split(",")]
            )
            if way == "typed":
                fill(tensor.contents, datatype, memory)
            else:
                request.raw_input_contents.append(memory)
    return request


def ask(target, way, request):
    with grpc.insecure_channel(target) as channel:
        client = service.GRPCInferenceServiceStub(channel)
        if way != "stream":
            return client.ModelInfer(request, timeout=60)
        (answer,) = client.ModelStreamInfer(iter([request]), timeout=60)
        if answer.error_message:
            raise SystemExit(answer.error_message)
        return answer.infer_response


def main():
    target, way, model, path = sys.argv[1:]
    answer = ask(target, way, question(way, model, path))
    for output, memory in zip(answer.outputs, answer.raw_output_contents):
        shape = ",".join(str(dim) for dim in output.shape)
        print(output.name, output.datatype, shape, base64.b64encode(memory).decode("ascii"))


main()
