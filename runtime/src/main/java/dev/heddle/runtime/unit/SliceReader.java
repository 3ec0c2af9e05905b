// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.annotation.*;
import java.lang.foreign.*;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import org.jspecify.annotations.*;

/** Stub. */
@SuppressWarnings("all")
public interface SliceReader {
    void onSlice(Unit unit, int offsetBytes, int lengthBytes);
}
