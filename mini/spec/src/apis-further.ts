// Calls that few programs make by hand, and that what Taro, uni-app and their libraries build from is full of.
import { call, sync } from "./api-words.ts";
import type { ApiSpec } from "./kinds.ts";

const WINDOW = ["pixelRatio", "screenWidth", "screenHeight", "windowWidth", "windowHeight", "statusBarHeight"];
const PLACE = ["left", "top", "right", "bottom", "width", "height"];

export const FURTHER = {
  getWindowInfo: sync(2, [], WINDOW),
  getAppBaseInfo: sync(2, [], ["language", "version", "platform"]),
  getDeviceBaseInfo: sync(2, [], ["brand", "model", "system", "platform"]),
  getMenuButtonBoundingClientRect: sync(2, [], PLACE),
  getEnterOptionsSync: sync(2, [], ["path", "query", "scene", "referrerInfo"]),
  getAccountInfoSync: sync(2, [], ["miniProgram"]),
  getExtConfig: call(2, "frame", [], ["data"]),
  arrayBufferToBase64: sync(2),
  base64ToArrayBuffer: sync(2),
  canvasToTempFilePath: call(2, "frame", ["canvasId", "fileType", "quality"], ["tempFilePath", "apFilePath"]),
  setNavigationBarTitle: call(2, "frame", ["title"]),
  setNavigationBarColor: call(2, "frame", ["backgroundColor", "frontColor"]),
} as const satisfies Record<string, ApiSpec>;

/**
 * Calls of a phone that nothing here carries out. They are there, fail and are counted, also when a program makes them by a
 * name that its source does not show.
 */
export const ABSENT: readonly string[] =
  `addPhoneContact calculateRoute chooseAlipayContact chooseContact chooseDistrict choosePhoneContact chooseVideo
closeBluetoothAdapter compressImage connectBLEDevice connectWifi disconnectBLEDevice exitMiniProgram generateImageFromCode getAddress
getBatteryInfo getBeacons getBLEDeviceCharacteristics getBLEDeviceServices getBluetoothAdapterState getBluetoothDevices
getConnectedBluetoothDevices getConnectedWifi getFileInfo getRunData getRunScene getSavedFileInfo getSavedFileList getScreenBrightness
getTitleColor getVideoInfo getWifiList hideAddToDesktopMenu hideBackHome hideTabBarRedDot imgRisk multiLevelSelect navigateToAlipayPage
notifyBLECharacteristicValueChange openAlipayApp openBluetoothAdapter openCardList openDocument openMerchantCardList
openVoucherList optionsSelect paySignCenter readBLECharacteristicValue regionPicker removeSavedFile requestSubscribeMessage rsa
saveFile saveFileToDisk saveImage saveImageToPhotosAlbum saveVideoToPhotosAlbum setBackgroundColor setBackgroundTextStyle setCanPullDown
setKeepScreenOn setScreenBrightness showTabBarRedDot startAccelerometer startAPVerify startBeaconDiscovery
startBluetoothDevicesDiscovery startCompass startGyroscope startWifi stopAccelerometer stopBeaconDiscovery stopBluetoothDevicesDiscovery
stopCompass stopGyroscope stopWifi textRiskIdentification vibrateLong writeBLECharacteristicValue`.split(/\s+/);
