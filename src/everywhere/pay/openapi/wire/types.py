"""What both codecs of the Open API say: outcomes, and failures with their codes."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import msgspec

SignType = Literal["RSA2", "RSA"]
"""RSASSA-PKCS1-v1_5 with SHA-256, and with SHA-1 for apps that never moved on."""
Code = Literal["10000", "10003", "20000", "20001", "40001", "40002", "40003", "40004", "40005", "40006"]
MSG: Mapping[Code, str] = {
    "10000": "Success",
    "10003": " order success pay inprocess",
    "20000": "Service Currently Unavailable",
    "20001": "Insufficient Token Permissions",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40003": "Insufficient Conditions",
    "40004": "Business Failed",
    "40005": "Call Limited",
    "40006": "Insufficient Permissions",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a method is asked (`biz_content`); fields have the wire's names, and what is not known is passed over."""


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a method answers; a field at its default does not travel."""

    code: ClassVar[Code] = "10000"
    """Another only where the method's success is not yet the end: 10003, the buyer must confirm."""


class Failed(Exception):
    """A call that is refused, in the wire's words: `sub_code` decides for programs, `sub_msg` is read by developers.

    `answer` holds fields that travel with the refusal all the same, such as `refund_fee` of a refund.
    """

    def __init__(self, sub_code: str, sub_msg: str = "", *, code: Code = "40004", answer: msgspec.Struct | None = None) -> None:
        super().__init__(code, sub_code, sub_msg)
        self.code: Code = code
        self.sub_code = sub_code
        self.sub_msg = sub_msg or SUB_MSG.get(sub_code, "")
        self.answer = answer


def refused(sub_code: str, **facts: object) -> Failed:
    """A refusal of the gateway itself, with the code and the words that belong to `sub_code`."""
    code, words = FAULTS[sub_code]
    return Failed(sub_code, words.format_map(facts), code=code)


FAULTS: Mapping[str, tuple[Code, str]] = {
    "isp.unknow-error": ("20000", "系统繁忙，结果未知，请稍后查询"),
    "aop.invalid-auth-token": ("20001", "无效的访问令牌"),
    "aop.auth-token-time-out": ("20001", "访问令牌已过期"),
    "aop.invalid-app-auth-token": ("20001", "无效的应用授权令牌"),
    "aop.app-auth-token-time-out": ("20001", "应用授权令牌已过期"),
    "aop.invalid-app-auth-token-no-api": ("20001", "商户未授权当前接口"),
    "isv.missing-method": ("40001", "缺少方法名参数"),
    "isv.missing-signature": ("40001", "缺少签名参数"),
    "isv.missing-signature-type": ("40001", "缺少签名类型参数"),
    "isv.missing-signature-key": ("40001", "缺少签名配置：应用尚未上传公钥或证书"),
    "isv.missing-app-id": ("40001", "缺少 AppID 参数"),
    "isv.missing-timestamp": ("40001", "缺少时间戳参数"),
    "isv.missing-version": ("40001", "缺少版本参数"),
    "isv.decryption-error-missing-encrypt-type": ("40001", "解密出错，缺少加密类型参数"),
    "isv.invalid-parameter": ("40002", "参数无效：{reason}"),
    "isv.invalid-app-id": ("40002", "无效的 AppID 参数"),
    "isv.invalid-method": ("40002", "不存在的方法名"),
    "isv.invalid-timestamp": ("40002", "无效的时间戳参数"),
    "isv.invalid-charset": ("40002", "无效的字符集参数"),
    "isv.invalid-format": ("40002", "无效的数据格式"),
    "isv.invalid-signature-type": ("40002", "无效的签名类型参数"),
    "isv.invalid-encrypt-type": ("40002", "无效的加密类型"),
    "isv.invalid-signature": (
        "40002",
        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：{string}",
    ),
    "isv.cert-sn-mismatch": ("40002", "应用公钥证书序列号与平台上的不一致"),
    "isv.code-invalid": ("40002", "授权码 code 无效"),
    "isv.refresh-token-invalid": ("40002", "刷新令牌 refresh_token 无效"),
    "isv.grant-type-invalid": ("40002", "授权类型 grant_type 不支持"),
    "isv.decryption-error-unknown": ("40003", "解密出错，未知错误"),
    "isv.app-call-limited": ("40005", "应用调用次数超限"),
    "isv.insufficient-isv-permissions": ("40006", "ISV 权限不足，当前网关未提供该接口"),
    "isv.insufficient-user-permissions": ("40006", "用户未授权该信息"),
}
"""What the gateway itself refuses, its code and words."""

SUB_MSG: Mapping[str, str] = {
    "ACQ.SYSTEM_ERROR": "系统错误，请用相同参数重试",
    "ACQ.INVALID_PARAMETER": "参数无效",
}
"""Words for sub codes that are given without any."""
