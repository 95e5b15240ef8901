import { Button, Text, View } from "@tarojs/components";
import Taro, { useLoad } from "@tarojs/taro";
import { useState } from "react";

export default function Hello() {
  const [taps, setTaps] = useState(0);
  const [isLoaded, setLoaded] = useState(false);
  useLoad(() => setLoaded(true));
  return (
    <View className="page">
      <Text className="greeting">{isLoaded ? "Hello, world" : "…"}</Text>
      <View>
        <Text className="taps">{taps} taps</Text>
      </View>
      <Button onClick={() => setTaps((now) => now + 1)}>Tap me</Button>
      <Button onClick={() => Taro.navigateTo({ url: "/pages/todo/index?name=Wei" })}>My list</Button>
    </View>
  );
}
