#include "sealwright/threshold/commitments.hpp"

#include "sealwright/threshold/errors.hpp"

namespace sealwright::threshold {
Result<Commitments> Commitments::make(GroupSize size, std::vector<Point> points) {
    if (points.size() != size.needed()) {
        return Error(errors::commitments_count,
                     {fact("expected", size.needed()), fact("got", points.size())});
    }
    return Commitments(std::move(points));
}

Result<Commitments> Commitments::sum(const std::vector<const Commitments*>& parts) {
    check(!parts.empty());
    std::vector<Point> points;
    for (std::size_t place = 0; place < parts.front()->points_.size(); ++place) {
        Element sum;
        for (const auto* part : parts) sum = sum.plus(Element(part->points_.at(place)));
        TRY(point, sum.point());
        points.push_back(point);
    }
    return Commitments(std::move(points));
}

Element Commitments::at(Index index) const {
    const auto x = Scalar::of(index);
    Element value(points_.back());
    for (auto point = points_.rbegin() + 1; point != points_.rend(); ++point) {
        value = value.times(x).plus(Element(*point));
    }
    return value;
}

void Commitments::write(wire::Writer& writer) const {
    for (const auto& point : points_) writer.raw(point.bytes());
}

Bytes Commitments::bytes() const {
    wire::Writer writer;
    write(writer);
    return writer.copy();
}

}  // namespace sealwright::threshold
